package llamajar.engine.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SynthVocabularyTest {

  @ParameterizedTest
  @ValueSource(ints = {258, 259, 300, 32_000, 128_256, 1_100_000})
  void hasExactlyTheSizeAskedForAndNoTokenTwice(int size) {
    SynthVocabulary vocabulary = SynthVocabulary.of(size);

    assertThat(vocabulary.tokens()).hasSize(size);
    assertThat(new HashSet<>(text(vocabulary.tokens()))).hasSize(size);
    assertThat(vocabulary.merges()).hasSize(vocabulary.words() - 256);
  }

  @Test
  void everyMergeJoinsTokensToTheTokenAtItsRank() {
    SynthVocabulary vocabulary = SynthVocabulary.of(128_256);
    List<String> tokens = text(vocabulary.tokens());
    Set<String> earlier = new HashSet<>(tokens.subList(0, 256));

    List<String> wrong = new ArrayList<>();
    for (int rank = 0; rank < vocabulary.merges().size(); rank++) {
      String merge = text(vocabulary.merges().get(rank));
      List<String> sides = List.of(merge.split(" ", -1));
      String joined = String.join("", sides);
      boolean right = sides.size() == 2 && earlier.containsAll(sides);
      if (!right || !tokens.get(256 + rank).equals(joined)) {
        wrong.add(merge);
      }
      earlier.add(joined);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void writesBytesAsGpt2Does() {
    List<String> tokens = text(SynthVocabulary.of(300).tokens());

    assertThat(tokens.get('A')).isEqualTo("A");
    assertThat(tokens.get(' ')).isEqualTo("Ġ");
    assertThat(tokens.get('\n')).isEqualTo("Ċ");
    assertThat(tokens.get(0x7F)).isEqualTo("ġ");
    assertThat(tokens.get(0xA0)).isEqualTo("ł");
    assertThat(tokens.get(0xAD)).isEqualTo("Ń");
    assertThat(tokens.get(0xFF)).isEqualTo("ÿ");
  }

  private static List<String> text(List<byte[]> tokens) {
    return tokens.stream().map(SynthVocabularyTest::text).toList();
  }

  private static String text(byte[] token) {
    return new String(token, StandardCharsets.UTF_8);
  }
}
