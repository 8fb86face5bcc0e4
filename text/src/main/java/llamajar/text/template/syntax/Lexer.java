package llamajar.text.template.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.guard.TemplateException.Kind;
import llamajar.text.template.value.Characters;

/// Cuts a template into tokens, with `trim_blocks` and `lstrip_blocks`: the newline after a tag
/// goes, and so does white space between the start of a line and a tag. `-` at a tag's edge takes
/// all white space on that side, `+` leaves it alone.
final class Lexer {
  private static final Pattern NUMBER =
      Pattern.compile(
          "0[bB](_?[01])+|0[oO](_?[0-7])+|0[xX](_?[0-9a-fA-F])+"
              + "|\\d+(_\\d+)*(\\.\\d+(_\\d+)*)?([eE][+-]?\\d+(_\\d+)*)?");

  private static final Pattern NAME =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}\\p{Mn}_]*", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern OPERATOR =
      Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

  private static final Pattern RAW_BEGIN = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-%\\}\\s*|%\\})");

  private static final Pattern RAW_END =
      Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(\\+%\\}|-%\\}\\s*|%\\}\\n?)");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;

  /// What was read last ended a line: text that follows starts one.
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  /// The tokens of a template; the last one is its end.
  ///
  /// @throws TemplateException if a tag or a string does not end
  static List<Token> tokens(String template) {
    String unified = template.replace("\r\n", "\n").replace('\r', '\n');
    boolean endsLine = unified.endsWith("\n");
    Lexer lexer = new Lexer(endsLine ? unified.substring(0, unified.length() - 1) : unified);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(at));
        at = source.length();
      } else {
        tag(tag);
      }
    }
    add(Token.Kind.END, "");
  }

  private int nextTag() {
    int open = source.indexOf('{', at);
    while (open >= 0 && open + 1 < source.length()) {
      if ("{%#".indexOf(source.charAt(open + 1)) >= 0) {
        return open;
      }
      open = source.indexOf('{', open + 1);
    }
    return -1;
  }

  private void tag(int open) {
    char kind = source.charAt(open + 1);
    char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
    data(leadingText(source.substring(at, open), kind, sign));
    at = open;
    Matcher raw = RAW_BEGIN.matcher(source).region(open, source.length());
    if (kind == '%' && raw.lookingAt()) {
      advance(raw.end());
      raw();
      return;
    }
    boolean signed = sign == '-' || sign == '+';
    switch (kind) {
      case '#' -> comment(open);
      case '%' -> {
        add(Token.Kind.BLOCK_BEGIN, "{%");
        advance(open + (signed ? 3 : 2));
        inside("%}", Token.Kind.BLOCK_END);
      }
      default -> {
        add(Token.Kind.VARIABLE_BEGIN, "{{");
        advance(open + (signed ? 3 : 2));
        inside("}}", Token.Kind.VARIABLE_END);
      }
    }
  }

  /// The text before a tag, without the white space that the tag takes.
  private String leadingText(String text, char kind, char sign) {
    if (sign == '-') {
      int end = text.length();
      while (end > 0 && Characters.isSpace(text.charAt(end - 1))) {
        end--;
      }
      return text.substring(0, end);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean startsLine = lineStart > 0 || lineStarting;
    boolean strips = sign != '+' && kind != '{' && startsLine;
    boolean blank = text.substring(lineStart).chars().allMatch(Characters::isSpace);
    return strips && blank ? text.substring(0, lineStart) : text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Token.Kind.DATA, text);
    }
  }

  private void comment(int open) {
    int close = source.indexOf("#}", open + 2);
    if (close < 0) {
      throw problem("Missing end of comment tag");
    }
    char sign = close > open + 2 ? source.charAt(close - 1) : ' ';
    advance(close + 2);
    afterTag(sign);
  }

  private void raw() {
    Matcher end = RAW_END.matcher(source);
    if (!end.find(at)) {
      throw problem("Missing end of raw directive");
    }
    char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
    data(leadingText(source.substring(at, end.start()), '%', sign));
    advance(end.end());
  }

  /// Takes what belongs to a tag's end: a newline, or all white space.
  private void afterTag(char sign) {
    int end = at;
    if (sign == '-') {
      while (end < source.length() && Characters.isSpace(source.charAt(end))) {
        end++;
      }
    } else if (sign != '+' && end < source.length() && source.charAt(end) == '\n') {
      end++;
    }
    advance(end);
  }

  private void advance(int to) {
    lineStarting = to > 0 && source.charAt(to - 1) == '\n';
    at = to;
  }

  private void inside(String close, Token.Kind end) {
    int brackets = 0;
    while (true) {
      while (at < source.length() && Characters.isSpace(source.charAt(at))) {
        at++;
      }
      if (at >= source.length()) {
        throw problem("the tag is not closed: '%s' is missing".formatted(close));
      }
      if (brackets == 0 && ends(close)) {
        tagEnd(close, end);
        return;
      }
      brackets = Math.max(0, brackets + token());
    }
  }

  private boolean ends(String close) {
    boolean signed = "+-".indexOf(source.charAt(at)) >= 0 && source.startsWith(close, at + 1);
    boolean plusAfterVariable = source.charAt(at) == '+' && close.equals("}}");
    return source.startsWith(close, at) || (signed && !plusAfterVariable);
  }

  private void tagEnd(String close, Token.Kind end) {
    char sign = source.charAt(at) == close.charAt(0) ? ' ' : source.charAt(at);
    add(end, close);
    advance(at + (sign == ' ' ? 2 : 3));
    if (end == Token.Kind.BLOCK_END || sign == '-') {
      afterTag(sign);
    }
  }

  /// Reads a token inside of a tag.
  ///
  /// @return by how much it changes the number of open brackets
  private int token() {
    char unit = source.charAt(at);
    if (unit == '\'' || unit == '"') {
      string(unit);
      return 0;
    }
    if (matches(NUMBER) || matches(NAME)) {
      return 0;
    }
    if (!matches(OPERATOR)) {
      throw problem(
          "unexpected character '%s'".formatted(Character.toString(source.codePointAt(at))));
    }
    String operator = tokens.getLast().text();
    return "([{".contains(operator) ? 1 : ")]}".contains(operator) ? -1 : 0;
  }

  private boolean matches(Pattern pattern) {
    Matcher matcher = pattern.matcher(source).region(at, source.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    String text = matcher.group();
    if (pattern != NUMBER) {
      add(pattern == NAME ? Token.Kind.NAME : Token.Kind.OPERATOR, text);
    } else {
      boolean afterDot = at > 0 && source.charAt(at - 1) == '.' && !tokens.isEmpty();
      text = afterDot ? text.replaceFirst("[.eE].*", "") : text;
      boolean real = !text.matches("0[xX].*") && text.matches(".*[.eE].*");
      add(real ? Token.Kind.FLOAT : Token.Kind.INTEGER, text.replace("_", ""));
    }
    at += text.length();
    return true;
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw problem("a string does not end");
    }
    add(Token.Kind.STRING, StringEscapes.resolve(source.substring(at + 1, end), currentLine()));
    at = end + 1;
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, currentLine()));
  }

  private int currentLine() {
    for (; counted < at && counted < source.length(); counted++) {
      line += source.charAt(counted) == '\n' ? 1 : 0;
    }
    return line;
  }

  private TemplateException problem(String reason) {
    return new TemplateException(Kind.SYNTAX, reason, currentLine());
  }
}
