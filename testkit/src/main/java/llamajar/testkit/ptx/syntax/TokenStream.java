package llamajar.testkit.ptx.syntax;

import java.util.List;

/// Tokens, one after the other, with what parsers ask of them.
final class TokenStream {
  private final List<Token> tokens;
  private int at;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  int line() {
    return peek().line();
  }

  /// Takes the next token if it is this one.
  boolean accept(String text) {
    if (peek().is(text)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String text) {
    if (!accept(text)) {
      throw error("expected '%s', found '%s'".formatted(text, peek().text()));
    }
  }

  String word() {
    Token token = next();
    if (token.kind() != Token.Kind.WORD) {
      throw new PtxSyntaxException(
          token.line(), "expected a name, found '%s'".formatted(token.text()));
    }
    return token.text();
  }

  /// An integer, possibly negative.
  long integer() {
    boolean negative = accept("-");
    Operand.Literal number = number(next());
    return negative ? -number.bits() : number.bits();
  }

  /// A number as written: decimal, hexadecimal, octal, binary, or the bits of a float.
  static Operand.Literal number(Token token) {
    String text = token.text();
    try {
      if (token.kind() != Token.Kind.NUMBER) {
        throw new NumberFormatException();
      }
      if (text.startsWith("0f") || text.startsWith("0F")) {
        return new Operand.Literal(Long.parseUnsignedLong(text.substring(2), 16), 4);
      }
      if (text.startsWith("0d") || text.startsWith("0D")) {
        return new Operand.Literal(Long.parseUnsignedLong(text.substring(2), 16), 8);
      }
      String digits = text.endsWith("U") ? text.substring(0, text.length() - 1) : text;
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        return new Operand.Literal(Long.parseUnsignedLong(digits.substring(2), 16), 0);
      }
      if (digits.indexOf('.') >= 0 || digits.matches("\\d+[eE]\\d+")) {
        return new Operand.Literal(Double.doubleToRawLongBits(Double.parseDouble(digits)), 8);
      }
      boolean octal = digits.length() > 1 && digits.charAt(0) == '0';
      return new Operand.Literal(Long.parseUnsignedLong(digits, octal ? 8 : 10), 0);
    } catch (NumberFormatException e) {
      throw new PtxSyntaxException(token.line(), "expected a number, found '" + text + "'");
    }
  }

  PtxSyntaxException error(String message) {
    return new PtxSyntaxException(line(), message);
  }
}
