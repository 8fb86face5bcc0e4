package llamajar.testkit.ptx.syntax;

import java.util.ArrayList;
import java.util.List;

/// Cuts PTX text into tokens; comments fall away.
final class PtxLexer {
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  private PtxLexer(String text) {
    this.text = text;
  }

  /// All tokens of a text, the last of kind [Token.Kind#END].
  static List<Token> tokens(String text) {
    PtxLexer lexer = new PtxLexer(text);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        at++;
      } else if (Character.isWhitespace(c) || c == '\0') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        skipComment();
      } else if (c == '"') {
        string();
      } else if (Character.isDigit(c)) {
        int start = at;
        while (at < text.length() && isNumberPart(text.charAt(at))) {
          at++;
        }
        add(Token.Kind.NUMBER, start);
      } else if (isWordStart(c)) {
        word();
      } else {
        at++;
        add(Token.Kind.SIGN, at - 1);
      }
    }
    tokens.add(new Token(Token.Kind.END, "end of text", line));
  }

  private void word() {
    int start = at;
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isWordStart(c) || Character.isDigit(c)) {
        at++;
      } else if (c == ':' && text.startsWith("::", at)) {
        at += 2;
      } else {
        break;
      }
    }
    add(Token.Kind.WORD, start);
  }

  private void string() {
    int end = text.indexOf('"', at + 1);
    if (end < 0) {
      throw new PtxSyntaxException(line, "a text without end");
    }
    tokens.add(new Token(Token.Kind.STRING, text.substring(at + 1, end), line));
    at = end + 1;
  }

  private void skipComment() {
    int end = text.indexOf("*/", at);
    if (end < 0) {
      throw new PtxSyntaxException(line, "a comment without end");
    }
    line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
    at = end + 2;
  }

  private void add(Token.Kind kind, int start) {
    tokens.add(new Token(kind, text.substring(start, at), line));
  }

  private static boolean isNumberPart(char c) {
    return Character.isLetterOrDigit(c) || c == '.';
  }

  private static boolean isWordStart(char c) {
    return Character.isLetter(c) || c == '_' || c == '$' || c == '%' || c == '.';
  }
}
