package llamajar.text.template.syntax;

import java.util.List;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.guard.TemplateException.Kind;

/// Tokens on their way through the parsers.
final class TokenStream {
  /// Deeper ones would need more stack than a thread has.
  private static final int MAX_DEPTH = 150;

  private final List<Token> tokens;
  private int next;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(next);
  }

  Token ahead() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  Token take() {
    Token token = current();
    next = Math.min(next + 1, tokens.size() - 1);
    return token;
  }

  boolean skip(String operator) {
    boolean there = current().is(operator);
    if (there) {
      take();
    }
    return there;
  }

  boolean skipName(String name) {
    boolean there = current().isName(name);
    if (there) {
      take();
    }
    return there;
  }

  void expect(String operator) {
    if (!skip(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  Token expect(Token.Kind kind) {
    if (current().kind() != kind) {
      throw unexpected(new Token(kind, kind == Token.Kind.NAME ? "name" : "", 0).shown());
    }
    return take();
  }

  /// Something nested begins; [#leave] ends it.
  void enter() {
    depth++;
    if (depth > MAX_DEPTH) {
      throw problem("more than %d levels of nesting".formatted(MAX_DEPTH));
    }
  }

  void leave() {
    depth--;
  }

  TemplateException unexpected(String expected) {
    return problem("%s was expected, not %s".formatted(expected, current().shown()));
  }

  TemplateException problem(String reason) {
    return new TemplateException(Kind.SYNTAX, reason, current().line());
  }
}
