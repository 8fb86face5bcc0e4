package llamajar.cli.markdown;

import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jline.utils.WCWidth;

/// Styled text that breaks lines between words. A word is held back until it ends; spaces at the
/// place of a break are dropped.
final class WrappedOutput {
  private final Consumer<String> out;
  private final IntSupplier width;
  private final StringBuilder word = new StringBuilder();
  private final StringBuilder spaces = new StringBuilder();
  private Style shown = Style.PLAIN;
  private Style wordEnd = Style.PLAIN;
  private int wordWidth;
  private int column;
  private String indent = "";

  /// @param width columns of the terminal, which may change
  WrappedOutput(Consumer<String> out, IntSupplier width) {
    this.out = out;
    this.width = width;
    wordEnd = shown;
  }

  /// What lines that are broken begin with.
  void indent(int columns) {
    indent = " ".repeat(Math.min(columns, Math.max(0, width.getAsInt() / 2)));
  }

  void append(int point, Style style) {
    if (point == '\n') {
      endWord();
      restyle(Style.PLAIN);
      out.accept("\n");
      spaces.setLength(0);
      column = 0;
      indent = "";
    } else if (Character.isWhitespace(point)) {
      endWord();
      spaces.append(point == '\t' ? "    " : " ");
    } else if (wordWidth > 0 && WCWidth.wcwidth(point) == 2) {
      // Between wide characters a line may break anywhere.
      endWord();
      addToWord(point, style);
    } else {
      addToWord(point, style);
    }
  }

  /// Text that must not be broken, such as code.
  void verbatim(String text, Style style) {
    endWord();
    out.accept(spaces.toString());
    spaces.setLength(0);
    restyle(style);
    out.accept(text);
    column += columns(text);
  }

  private void addToWord(int point, Style style) {
    if (style != wordEnd) {
      word.append(style.sequence());
      wordEnd = style;
    }
    word.appendCodePoint(point);
    wordWidth += Math.max(0, WCWidth.wcwidth(point));
  }

  /// Shows what is held back.
  void endWord() {
    if (wordWidth == 0 && word.isEmpty()) {
      return;
    }
    boolean breaks =
        column > indent.length() && column + spaces.length() + wordWidth > width.getAsInt();
    if (breaks) {
      out.accept("\n" + indent);
      column = indent.length();
    } else {
      out.accept(spaces.toString());
      column += spaces.length();
    }
    spaces.setLength(0);
    out.accept(word.toString());
    shown = wordEnd;
    column += wordWidth;
    word.setLength(0);
    wordWidth = 0;
  }

  private void restyle(Style style) {
    if (style != shown) {
      out.accept(style.sequence());
      shown = style;
      wordEnd = style;
    }
  }

  /// Shows everything and leaves the terminal as it was.
  void finish() {
    endWord();
    restyle(Style.PLAIN);
  }

  boolean atLineStart() {
    return column == 0 && wordWidth == 0;
  }

  private static int columns(String text) {
    return text.codePoints().map(point -> Math.max(0, WCWidth.wcwidth(point))).sum();
  }
}
