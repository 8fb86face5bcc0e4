package llamajar.text.template.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.guard.TemplateException.Kind;
import llamajar.text.template.syntax.Expression.Call;
import llamajar.text.template.syntax.Expression.FilterCall;
import llamajar.text.template.syntax.Statement.Branch;
import llamajar.text.template.syntax.Statement.Parameter;
import llamajar.text.template.syntax.Statement.Target;

/// Makes the tree of a template.
public final class Parser {
  /// Far above the longest template of any model.
  private static final int MAX_LENGTH = 2 << 20;

  private final TokenStream tokens;
  private final NameChecks names;
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private int loops;

  private Parser(TokenStream tokens, Vocabulary vocabulary) {
    this.tokens = tokens;
    names = new NameChecks(tokens, vocabulary);
    expressions = new ExpressionParser(tokens, names);
    targets = new TargetParser(tokens, expressions);
  }

  /// The statements of a template.
  ///
  /// @throws TemplateException if it is none
  public static List<Statement> parse(String template, Vocabulary vocabulary) {
    if (template.length() > MAX_LENGTH) {
      throw TemplateException.limit(
          "the template has more than %d characters".formatted(MAX_LENGTH));
    }
    TokenStream tokens = new TokenStream(Lexer.tokens(template));
    return new Parser(tokens, vocabulary).body(Set.of(), "");
  }

  /// Statements up to one of some tags, whose name is the next token then.
  private List<Statement> body(Set<String> ends, String opener) {
    tokens.enter();
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = tokens.take();
      switch (token.kind()) {
        case DATA -> body.add(new Statement.Data(token.text()));
        case VARIABLE_BEGIN -> {
          body.add(new Statement.Print(expressions.tupleOrExpression(), token.line()));
          names.requireKnown();
          tokens.expect(Token.Kind.VARIABLE_END);
        }
        case BLOCK_BEGIN -> {
          Token tag = tokens.current();
          if (tag.kind() == Token.Kind.NAME && ends.contains(tag.text())) {
            tokens.leave();
            return body;
          }
          body.add(statement());
          names.requireKnown();
          tokens.expect(Token.Kind.BLOCK_END);
        }
        default -> {
          if (!ends.isEmpty()) {
            throw tokens.problem("the template ends, but '%s' is still open".formatted(opener));
          }
          tokens.leave();
          return body;
        }
      }
    }
  }

  private List<Statement> bodyUntil(String end, String opener) {
    List<Statement> body = body(Set.of(end), opener);
    tokens.take();
    return body;
  }

  private Statement statement() {
    Token tag = tokens.expect(Token.Kind.NAME);
    return switch (tag.text()) {
      case "if" -> ifStatement(tag.line());
      case "for" -> forStatement(tag.line());
      case "set" -> set(tag.line());
      case "macro" -> macro(tag.line());
      case "call" -> callBlock(tag.line());
      case "filter" -> filterBlock(tag.line());
      case "with" -> with(tag.line());
      case "generation" -> scoped(tag.line(), "endgeneration", "generation");
      case "block" -> block(tag.line());
      case "autoescape" -> autoescape(tag.line());
      case "print" -> print(tag.line());
      case "break" -> inLoop(new Statement.Break(), tag);
      case "continue" -> inLoop(new Statement.Continue(), tag);
      case "include", "import", "from", "extends" -> needsFile(tag);
      default -> throw failure("there is no tag '%s'".formatted(tag.text()), tag.line());
    };
  }

  private Statement ifStatement(int line) {
    return names.conditionally(() -> {
      List<Branch> branches = new ArrayList<>();
      List<Statement> otherwise = List.of();
      int start = line;
      while (true) {
        Expression condition = expressions.expression();
        tokens.expect(Token.Kind.BLOCK_END);
        List<Statement> body = body(Set.of("elif", "else", "endif"), "if");
        branches.add(new Branch(condition, body, start));
        Token next = tokens.take();
        start = next.line();
        if (next.isName("else")) {
          tokens.expect(Token.Kind.BLOCK_END);
          otherwise = bodyUntil("endif", "else");
          next = new Token(Token.Kind.NAME, "endif", start);
        }
        if (next.isName("endif")) {
          return new Statement.If(branches, otherwise);
        }
      }
    });
  }

  private Statement forStatement(int line) {
    Target target = targets.target(false);
    if (!tokens.skipName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expression items = loopItems();
    Expression condition = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    tokens.expect(Token.Kind.BLOCK_END);
    loops++;
    List<Statement> body = body(Set.of("endfor", "else"), "for");
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.take().isName("else")) {
      tokens.expect(Token.Kind.BLOCK_END);
      otherwise = bodyUntil("endfor", "else");
    }
    return new Statement.For(target, items, condition, body, otherwise, recursive, line);
  }

  /// Without a conditional: an `if` here filters the loop.
  private Expression loopItems() {
    List<Expression> items = new ArrayList<>();
    items.add(expressions.or());
    if (!tokens.current().is(",")) {
      return items.getFirst();
    }
    while (tokens.skip(",")) {
      items.add(expressions.or());
    }
    return new Expression.TupleLiteral(items);
  }

  private Statement set(int line) {
    Target target = targets.target(true);
    if (tokens.skip("=")) {
      return new Statement.Set(target, expressions.tupleOrExpression(), line);
    }
    List<FilterCall> filters = filters();
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.SetBlock(target, filters, bodyUntil("endset", "set"), line);
  }

  private List<FilterCall> filters() {
    List<FilterCall> filters = new ArrayList<>();
    while (tokens.skip("|")) {
      filters.add(expressions.filter());
    }
    return filters;
  }

  private Statement macro(int line) {
    String name = tokens.expect(Token.Kind.NAME).text();
    Set<String> outer = names.beginNames();
    List<Parameter> parameters = targets.parameters();
    tokens.expect(Token.Kind.BLOCK_END);
    List<Statement> body = outsideLoops("endmacro", "macro");
    Set<String> special = names.endNames(outer);
    return new Statement.Macro(name, parameters, special, body, line);
  }

  private Statement callBlock(int line) {
    List<Parameter> parameters = tokens.current().is("(") ? targets.parameters() : List.of();
    if (!(expressions.expression() instanceof Call call)) {
      throw tokens.problem("'call' wants a call");
    }
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.CallBlock(parameters, call, outsideLoops("endcall", "call"), line);
  }

  private List<Statement> outsideLoops(String end, String opener) {
    int outer = loops;
    loops = 0;
    List<Statement> body = bodyUntil(end, opener);
    loops = outer;
    return body;
  }

  private Statement filterBlock(int line) {
    List<FilterCall> filters = new ArrayList<>();
    filters.add(expressions.filter());
    filters.addAll(filters());
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.FilterBlock(filters, outsideLoops("endfilter", "filter"), line);
  }

  private Statement with(int line) {
    List<Target> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.current().kind() != Token.Kind.BLOCK_END) {
      if (!names.isEmpty()) {
        tokens.expect(",");
      }
      names.add(targets.oneTarget(false));
      tokens.expect("=");
      values.add(expressions.expression());
    }
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.Scoped(names, values, bodyUntil("endwith", "with"), line);
  }

  private Statement scoped(int line, String end, String opener) {
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.Scoped(List.of(), List.of(), outsideLoops(end, opener), line);
  }

  private Statement block(int line) {
    String name = tokens.expect(Token.Kind.NAME).text();
    while (tokens.skipName("scoped") || tokens.skipName("required")) {
      // Says nothing about a template that no other one extends.
    }
    Statement block = scoped(line, "endblock", "block");
    tokens.skipName(name);
    return block;
  }

  private Statement autoescape(int line) {
    Expression on = expressions.expression();
    boolean off = on instanceof Expression.Constant constant && !constant.value().truth();
    if (!off) {
      throw failure("escaping for HTML is not supported; a model reads plain text", line);
    }
    return scoped(line, "endautoescape", "autoescape");
  }

  private Statement print(int line) {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(expressions.expression());
    } while (tokens.skip(","));
    return new Statement.Print(new Expression.Concatenation(parts), line);
  }

  private Statement inLoop(Statement statement, Token tag) {
    if (loops == 0) {
      throw failure("'%s' outside of a loop".formatted(tag.text()), tag.line());
    }
    return statement;
  }

  private Statement needsFile(Token tag) {
    while (tokens.current().kind() != Token.Kind.BLOCK_END
        && tokens.current().kind() != Token.Kind.END) {
      tokens.take();
    }
    return new Statement.NeedsFile(tag.text(), tag.line());
  }

  private static TemplateException failure(String reason, int line) {
    return new TemplateException(Kind.SYNTAX, reason, line);
  }
}
