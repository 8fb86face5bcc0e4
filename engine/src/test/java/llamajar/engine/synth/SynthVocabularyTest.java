package llamajar.engine.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

    for (int rank = 0; rank < vocabulary.merges().size(); rank++) {
      String merge = text(List.of(vocabulary.merges().get(rank))).getFirst();
      String[] sides = merge.split(" ", -1);
      assertThat(sides).hasSize(2);
      assertThat(earlier).contains(sides);
      assertThat(tokens.get(256 + rank)).isEqualTo(sides[0] + sides[1]);
      earlier.add(sides[0] + sides[1]);
    }
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
    return tokens.stream()
        .map(token -> new String(token, StandardCharsets.UTF_8))
        .collect(Collectors.toList());
  }
}
