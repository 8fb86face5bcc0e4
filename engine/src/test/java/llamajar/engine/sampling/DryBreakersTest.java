package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DryBreakersTest {
  private static final List<String> VOCABULARY =
      List.of("a", "b", "\n", "x\n", "\n\ny", "END", "xE", "N", "D", "ND");

  @Test
  void everyTokenThatContainsTheTextBreaks() {
    DryBreakers breakers = of("\n");
    assertThat(breakers.isBreaker(2)).isTrue();
    assertThat(breakers.isBreaker(3)).isTrue();
    assertThat(breakers.isBreaker(4)).isTrue();
    assertThat(breakers.isBreaker(0)).isFalse();
    assertThat(breakers.tokensSinceLast(new int[] {0, 1, 3, 0}, 4)).isEqualTo(2);
  }

  @Test
  void textMayBeSpelledByTokensThatOverlapIt() {
    DryBreakers breakers = of("END");
    assertThat(breakers.isBreaker(5)).isTrue();
    assertThat(breakers.isBreaker(6)).isFalse();
    // The last token comes first: ... xE ND b
    assertThat(breakers.tokensSinceLast(new int[] {1, 9, 6, 0}, 4)).isEqualTo(1);
    assertThat(breakers.tokensSinceLast(new int[] {1, 8, 6, 0}, 4)).isEqualTo(4);
    assertThat(breakers.tokensSinceLast(new int[] {9, 6, 5}, 3)).isEqualTo(0);
  }

  @Test
  void nothingBreaksWithoutTexts() {
    assertThat(of().tokensSinceLast(new int[] {2, 5}, 2)).isEqualTo(2);
    assertThat(of("").isBreaker(0)).isFalse();
    assertThat(DryBreakers.none().isBreaker(2)).isFalse();
  }

  private static DryBreakers of(String... texts) {
    return DryBreakers.of(
        List.of(texts),
        VOCABULARY.size(),
        VOCABULARY::get,
        text -> new int[] {VOCABULARY.indexOf(text)});
  }
}
