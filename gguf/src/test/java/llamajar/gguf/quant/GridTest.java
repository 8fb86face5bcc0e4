package llamajar.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GridTest {

  @ParameterizedTest
  @CsvSource({
    "IQ2_XXS, 256, 8, 05826b5d3e472a3a78f196be62ac78acf81df0f909626e12ab9fa2a5d490dd54",
    "IQ2_XS, 512, 8, 06e47aaca60b4dc1d9b5a3f34540437058a6b142b4d7a59d5ded769b4d1bf1de",
    "IQ2_S, 1024, 8, e1aa1473412b0552c2174c30ef22ab4073f6a181b85a17056e8249bd2932fd88",
    "IQ3_XXS, 256, 4, 46e35f5a997efdee6c99ce57854c8a0d4f0ff8ca57e5e8a60c0793ea580acf5d",
    "IQ3_S, 512, 4, bd1af4945a1717c65610b0284e4628b9a1ba3b306fae3a06f6e5f597356e349f",
    "IQ1_S, 2048, 8, 07540ffc1aeaf6ad4d97e96b0fcc765aae39671d4ae4a27bbd0e796fde167c6a"
  })
  void unpacksToTheKnownTable(Grid grid, int entries, int elements, String sha256)
      throws NoSuchAlgorithmException {
    assertThat(grid.entries()).isEqualTo(entries);
    assertThat(grid.elements()).isEqualTo(elements);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(grid.bytes());
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @EnumSource(Grid.class)
  void givesTheSameElementsInEveryForm(Grid grid) {
    byte[] bytes = grid.bytes();
    long[] words = grid.words();

    assertThat(words).hasSize(grid.entries());
    for (int k = 0; k < bytes.length; k++) {
      int entry = k / grid.elements();
      int element = k % grid.elements();
      assertThat(grid.value(entry, element)).isEqualTo(bytes[k]);
      assertThat((byte) (words[entry] >> (8 * element))).isEqualTo(bytes[k]);
    }
  }

  @ParameterizedTest
  @EnumSource(Grid.class)
  void hasNoPointTwice(Grid grid) {
    assertThat(LongStream.of(grid.words()).distinct().count()).isEqualTo(grid.entries());
  }

  @Test
  void handsOutCopies() {
    long point = Grid.IQ3_S.words()[7];
    Arrays.fill(Grid.IQ3_S.words(), 0);
    Arrays.fill(Codebook.FP4.values16(), (byte) 0);

    assertThat(Grid.IQ3_S.words()[7]).isEqualTo(point);
    assertThat(Codebook.FP4.value(7)).isEqualTo((byte) 12);
  }

  @Test
  void refusesElementsThatAPointDoesNotHave() {
    assertThatThrownBy(() -> Grid.IQ3_S.value(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Grid.IQ3_S.value(512, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
