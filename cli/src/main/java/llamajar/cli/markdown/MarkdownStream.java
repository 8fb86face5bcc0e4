package llamajar.cli.markdown;

import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns Markdown into styled lines. The start of a line is held back until it is clear what kind
/// of line it is, and so are markers until the next character tells what they mean.
public final class MarkdownStream {
  /// What may still become a heading, a list item, a quotation or a fence.
  private static final Pattern UNDECIDED =
      Pattern.compile("\\s*(?:#{1,6}|[-*+]|\\d{1,3}[.)]?|>+|`{1,2}|~{1,2}|\\*{2,3}|-{2,})?");

  private static final Pattern FENCE = Pattern.compile("\\s*(```+|~~~+)(.*)");
  private static final Pattern HEADING = Pattern.compile("\\s*#{1,6} ");
  private static final Pattern ITEM = Pattern.compile("(\\s*)([-*+]|\\d{1,3}[.)]) ");
  private static final Pattern QUOTE = Pattern.compile("\\s*>+ ?");

  private final WrappedOutput out;
  private final StringBuilder lineStart = new StringBuilder();
  private boolean decided;
  private @Nullable CodeHighlighter code;
  private @Nullable String fence;
  private boolean heading;
  private boolean bold;
  private boolean italic;
  private boolean inlineCode;
  private char held;
  private int heldCount;
  private int before = ' ';

  /// @param out takes what is shown
  /// @param width columns of the terminal, which may change
  public MarkdownStream(Consumer<String> out, IntSupplier width) {
    this.out = new WrappedOutput(out, width);
  }

  /// Takes a piece of text.
  public void accept(String piece) {
    piece.codePoints().filter(MarkdownStream::isSafe).forEach(this::accept);
  }

  /// Shows what is held back, and ends the line.
  public void finish() {
    if (!decided && !lineStart.isEmpty()) {
      decide(true);
    }
    release();
    CodeHighlighter highlighter = code;
    if (highlighter != null) {
      highlighter.endLine();
    }
    out.endWord();
    if (!out.atLineStart()) {
      out.append('\n', Style.PLAIN);
    }
    out.finish();
  }

  /// Whether a character may be shown: a model's text must not steer the terminal.
  public static boolean isSafe(int point) {
    return point == '\n' || point == '\t' || !Character.isISOControl(point);
  }

  private void accept(int point) {
    if (point == '\n') {
      endLine();
    } else if (decided) {
      text(point);
    } else {
      lineStart.appendCodePoint(point);
      decide(false);
    }
  }

  private void endLine() {
    if (!decided) {
      decide(true);
    }
    release();
    CodeHighlighter highlighter = code;
    if (highlighter != null) {
      highlighter.endLine();
    }
    out.append('\n', Style.PLAIN);
    decided = false;
    heading = false;
    inlineCode = false;
    before = ' ';
    if (lineStart.isEmpty() && code == null) {
      bold = false;
      italic = false;
    }
    lineStart.setLength(0);
  }

  private void decide(boolean complete) {
    String start = lineStart.toString();
    Matcher fenceLine = FENCE.matcher(start);
    String open = fence;
    if (fenceLine.matches() && (open == null || start.strip().startsWith(open))) {
      if (complete) {
        fence(fenceLine, open);
      }
      return;
    }
    if (code == null && !complete && UNDECIDED.matcher(start).matches()) {
      return;
    }
    if (code != null && !complete && start.isBlank()) {
      return;
    }
    if (open != null && !complete && open.startsWith(start.strip())) {
      return;
    }
    decided = true;
    begin(start);
  }

  private void fence(Matcher line, @Nullable String open) {
    decided = true;
    out.verbatim(lineStart.toString(), Style.DIM);
    if (open == null) {
      fence = line.group(1);
      code = new CodeHighlighter(out, line.group(2).strip());
    } else {
      fence = null;
      code = null;
    }
  }

  private void begin(String start) {
    if (code != null) {
      code.accept(start);
      return;
    }
    Matcher item = ITEM.matcher(start);
    Matcher quote = QUOTE.matcher(start);
    int shown = 0;
    if (HEADING.matcher(start).lookingAt()) {
      heading = true;
    } else if (item.lookingAt()) {
      String bullet = item.group(2).length() == 1 ? "\u2022" : item.group(2);
      out.verbatim(item.group(1) + bullet + " ", Style.MARK);
      out.indent(item.end());
      shown = item.end();
    } else if (quote.lookingAt() && quote.end() > 0) {
      out.verbatim(start.substring(0, quote.end()), Style.DIM);
      out.indent(quote.end());
      shown = quote.end();
    }
    start.substring(shown).codePoints().forEach(this::text);
  }

  private void text(int point) {
    CodeHighlighter highlighter = code;
    if (highlighter != null) {
      highlighter.accept(Character.toString(point));
      return;
    }
    if (point == '*' || point == '`' || point == '_') {
      if (heldCount > 0 && held != point) {
        release(point);
      }
      held = (char) point;
      heldCount++;
      return;
    }
    release(point);
    out.append(point, style());
    before = point;
  }

  private void release() {
    release(' ');
  }

  /// Decides on markers now that the character after them is known.
  private void release(int next) {
    int count = heldCount;
    heldCount = 0;
    if (count == 0) {
      return;
    }
    if (held == '`') {
      inlineCode = !inlineCode;
      return;
    }
    boolean closes = bold || italic;
    boolean opens = !Character.isWhitespace(next);
    boolean insideWord =
        held == '_' && Character.isLetterOrDigit(before) && Character.isLetterOrDigit(next);
    boolean marks =
        !inlineCode && !insideWord && count <= 3 && (closes ? !isSpace(before) || opens : opens);
    if (!marks) {
      for (int i = 0; i < count; i++) {
        out.append(held, style());
      }
      before = held;
      return;
    }
    bold ^= count >= 2;
    italic ^= count != 2;
  }

  private static boolean isSpace(int point) {
    return Character.isWhitespace(point);
  }

  private Style style() {
    if (inlineCode) {
      return Style.CODE;
    }
    if (heading) {
      return Style.HEADING;
    }
    return bold ? Style.BOLD : italic ? Style.ITALIC : Style.PLAIN;
  }
}
