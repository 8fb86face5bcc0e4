package llamajar.cli.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownStreamTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a **b** c|a [0;1]b [0]c",
        "a *b* c|a [0;3]b [0]c",
        "2 * 3 * 4|2 * 3 * 4",
        "snake_case_name|snake_case_name",
        "use `a*b` now|use [0;36]a*b [0]now",
        "# Title|[0;1;4]# Title[0]",
        "- one|[0;33]• [0]one",
        "12. one|[0;33]12. [0]one",
        "> said|[0;2]> [0]said",
        "plain|plain",
        "#hash|#hash",
      })
  void stylesWhatIsMarked(String markdown, String shown) {
    assertThat(visible(markdown, 80, 1)).isEqualTo(shown + "\n");
  }

  @Test
  void linesBreakBetweenWords() {
    assertThat(visible("one two three four", 9, 1)).isEqualTo("one two\nthree\nfour\n");
    assertThat(visible("- one two three", 9, 1)).isEqualTo("[0;33]• [0]one two\n  three\n");
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(visible("日本語日本語", 6, 1)).isEqualTo("日本語\n日本語\n");
  }

  @Test
  void codeIsHighlightedAndNotWrapped() {
    String shown = visible("```java\nint x = \"a\"; // note that this is long\n```\nend", 10, 1);

    assertThat(shown)
        .contains("[0;35]int")
        .contains("[0;32]\"a\"")
        .contains("[0;2;3]// note that this is long")
        .endsWith("[0]\nend\n");
    assertThat(shown.lines()).hasSize(4);
  }

  @Test
  void aModelCannotSteerTheTerminal() {
    assertThat(visible("a\u001b[2Jb\u0007\u009bc", 80, 3)).isEqualTo("a[2Jbc\n");
  }

  @Property(tries = 300)
  void piecesDoNotMatterAndNoTextIsLost(@ForAll("texts") String text) {
    String atOnce = visible(text, 40, Integer.MAX_VALUE);

    assertThat(visible(text, 40, 1)).isEqualTo(atOnce);
    assertThat(letters(atOnce.replaceAll("\\[0[;0-9]*\\]", ""))).isEqualTo(letters(text));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "word", "x", " ", "\n", "**", "*", "_", "`", "```", "# ", "- ", "1. ", "> ", "日", "(",
            "\"")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  private static String letters(String text) {
    return text.replaceAll("[^\\p{L}]", "");
  }

  private static String visible(String markdown, int width, int pieceLength) {
    StringBuilder out = new StringBuilder();
    MarkdownStream stream = new MarkdownStream(out::append, () -> width);
    for (int i = 0; i < markdown.length(); ) {
      int end = (int) Math.min(markdown.length(), (long) i + pieceLength);
      stream.accept(markdown.substring(i, end));
      i = end;
    }
    stream.finish();
    return out.toString().replaceAll("\u001b\\[([0-9;]*)m", "[$1]");
  }
}
