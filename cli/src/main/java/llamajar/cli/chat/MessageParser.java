package llamajar.cli.chat;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Tells the line editor when a message is complete: one that begins with `"""` goes on until it
/// ends with it. For completion, words are what spaces separate.
final class MessageParser implements Parser {
  private static final String QUOTES = "\"\"\"";

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && isOpen(line)) {
      throw new EOFError(-1, -1, "the message goes on");
    }
    return new Words(line, cursor);
  }

  /// Whether more lines belong to a message.
  static boolean isOpen(String line) {
    String text = line.stripLeading();
    boolean begins = text.startsWith(QUOTES);
    boolean ends = text.length() >= 2 * QUOTES.length() && text.stripTrailing().endsWith(QUOTES);
    return begins && !ends;
  }

  /// What the user wrote, without the quotation marks around it.
  static String message(String line) {
    String text = line.strip();
    boolean quoted =
        text.length() >= 2 * QUOTES.length() && text.startsWith(QUOTES) && text.endsWith(QUOTES);
    return quoted ? text.substring(QUOTES.length(), text.length() - QUOTES.length()).strip() : text;
  }

  /// A line cut at its spaces.
  ///
  /// @param line the whole line
  /// @param cursor where the cursor is
  private record Words(String line, int cursor) implements CompletingParsedLine {
    @Override
    public List<String> words() {
      return List.of(line.substring(0, cursor).split(" ", -1));
    }

    @Override
    public int wordIndex() {
      return words().size() - 1;
    }

    @Override
    public String word() {
      return words().getLast();
    }

    @Override
    public int wordCursor() {
      return word().length();
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor();
    }

    @Override
    public int rawWordLength() {
      return wordCursor();
    }
  }
}
