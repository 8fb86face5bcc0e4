package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StopTextsTest {

  @Test
  void textWithoutStopsPassesAtOnce() {
    StopTexts stops = new StopTexts(List.of());
    assertThat(stops.accept("User:")).isEqualTo("User:");
    assertThat(stops.found()).isFalse();
  }

  @Test
  void aStopSpreadOverPiecesIsFoundAndNotShown() {
    StopTexts stops = new StopTexts(List.of("User:"));
    assertThat(stops.accept("Hello. U")).isEqualTo("Hello. ");
    assertThat(stops.accept("ser")).isEmpty();
    assertThat(stops.accept(": what")).isEmpty();
    assertThat(stops.found()).isTrue();
  }

  @Test
  void aBeginningThatComesToNothingIsShownLater() {
    StopTexts stops = new StopTexts(List.of("User:"));
    assertThat(stops.accept("Us")).isEmpty();
    assertThat(stops.accept("ual")).isEqualTo("Usual");
    assertThat(stops.accept(" U")).isEqualTo(" ");
    assertThat(stops.rest()).isEqualTo("U");
    assertThat(stops.found()).isFalse();
  }

  @Test
  void theStopThatBeginsFirstCounts() {
    StopTexts stops = new StopTexts(List.of("later", "b"));
    assertThat(stops.accept("abc later")).isEqualTo("a");
  }

  @Property
  void whatIsShownDoesNotDependOnThePieces(
      @ForAll @Size(min = 1, max = 3)
          List<@StringLength(min = 1, max = 4) @CharRange(from = 'a', to = 'c') String> stops,
      @ForAll @StringLength(max = 30) @CharRange(from = 'a', to = 'c') String text,
      @ForAll @IntRange(min = 1, max = 5) int pieceLength) {
    StringBuilder shown = new StringBuilder();
    StopTexts pieces = new StopTexts(stops);
    for (int i = 0; i < text.length() && !pieces.found(); i += pieceLength) {
      shown.append(pieces.accept(text.substring(i, Math.min(text.length(), i + pieceLength))));
    }
    if (!pieces.found()) {
      shown.append(pieces.rest());
    }
    assertThat(stops).noneMatch(stop -> shown.indexOf(stop) >= 0);
    assertThat(text).startsWith(shown);
    boolean contained = stops.stream().anyMatch(text::contains);
    assertThat(pieces.found()).isEqualTo(contained);
    if (!contained) {
      assertThat(shown).hasToString(text);
    }
  }
}
