package llamajar.text.template.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.syntax.Expression.CallArguments;
import llamajar.text.template.syntax.Expression.FilterCall;
import llamajar.text.template.syntax.Expression.Named;
import llamajar.text.template.value.Bool;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.None;
import llamajar.text.template.value.Real;
import llamajar.text.template.value.Text;

/// What operators stand between: literals and variables with all that follows them, such as
/// subscripts, calls, filters and tests.
final class OperandParser {
  private static final int MAX_DIGITS = 4300;

  private final TokenStream tokens;
  private final NameChecks names;
  private final ExpressionParser expressions;

  OperandParser(TokenStream tokens, NameChecks names, ExpressionParser expressions) {
    this.tokens = tokens;
    this.names = names;
    this.expressions = expressions;
  }

  /// A literal, a variable, or something in brackets.
  Expression primary() {
    Token token = tokens.take();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> string(token.text());
      case INTEGER -> new Expression.Constant(new Int(integer(token.text())));
      case FLOAT -> new Expression.Constant(new Real(Double.parseDouble(token.text())));
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> {
              Expression inner = expressions.tuple(true);
              tokens.expect(")");
              yield inner;
            }
            case "[" -> list();
            case "{" -> dict();
            default -> throw unexpected(token);
          };
      case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END ->
          throw unexpected(token);
    };
  }

  private static TemplateException unexpected(Token token) {
    return new TemplateException(
        TemplateException.Kind.SYNTAX,
        "%s is not expected here".formatted(token.shown()),
        token.line());
  }

  private Expression name(String name) {
    names.variable(name);
    return switch (name) {
      case "true", "True" -> new Expression.Constant(Bool.TRUE);
      case "false", "False" -> new Expression.Constant(Bool.FALSE);
      case "none", "None" -> new Expression.Constant(None.NONE);
      default -> new Expression.Name(name);
    };
  }

  private Expression string(String first) {
    StringBuilder all = new StringBuilder(first);
    while (tokens.current().kind() == Token.Kind.STRING) {
      all.append(tokens.take().text());
    }
    return new Expression.Constant(new Text(all.toString()));
  }

  private BigInteger integer(String digits) {
    if (digits.length() > MAX_DIGITS) {
      throw tokens.problem("a number has more than %d digits".formatted(MAX_DIGITS));
    }
    String prefix = digits.length() > 2 ? digits.substring(0, 2).toLowerCase(Locale.ROOT) : "";
    return switch (prefix) {
      case "0x" -> new BigInteger(digits.substring(2), 16);
      case "0o" -> new BigInteger(digits.substring(2), 8);
      case "0b" -> new BigInteger(digits.substring(2), 2);
      default -> new BigInteger(digits);
    };
  }

  private Expression list() {
    List<Expression> items = new ArrayList<>();
    while (!tokens.current().is("]")) {
      if (!items.isEmpty()) {
        tokens.expect(",");
        if (tokens.current().is("]")) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    tokens.expect("]");
    return new Expression.ListLiteral(items);
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.current().is("}")) {
      if (!keys.isEmpty()) {
        tokens.expect(",");
        if (tokens.current().is("}")) {
          break;
        }
      }
      keys.add(expressions.expression());
      tokens.expect(":");
      values.add(expressions.expression());
    }
    tokens.expect("}");
    return new Expression.DictLiteral(keys, values);
  }

  /// What subscripts and calls make of a value.
  Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      Token token = tokens.current();
      if (token.is(".") || token.is("[")) {
        value = subscript(value);
      } else if (token.is("(")) {
        value = new Expression.Call(value, arguments(), token.line());
      } else {
        return value;
      }
    }
  }

  /// What filters and tests make of a value.
  Expression filtersAndTests(Expression start) {
    Expression value = start;
    while (true) {
      Token token = tokens.current();
      if (token.is("|")) {
        tokens.take();
        value = new Expression.Filtered(value, filter());
      } else if (token.isName("is")) {
        value = test(value);
      } else if (token.is("(")) {
        value = new Expression.Call(value, arguments(), token.line());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression target) {
    Token token = tokens.take();
    if (token.is(".")) {
      Token name = tokens.take();
      return switch (name.kind()) {
        case NAME -> new Expression.Attribute(target, name.text(), token.line());
        case INTEGER ->
            new Expression.Item(
                target, new Expression.Constant(new Int(integer(name.text()))), token.line());
        default -> throw unexpected(name);
      };
    }
    Expression value = element(target, token.line());
    if (tokens.skip(",")) {
      List<Expression> keys = new ArrayList<>();
      keys.add(value instanceof Expression.Item item ? item.key() : value);
      while (!tokens.current().is("]")) {
        keys.add(expressions.expression());
        if (!tokens.skip(",")) {
          break;
        }
      }
      value = new Expression.Item(target, new Expression.TupleLiteral(keys), token.line());
    }
    tokens.expect("]");
    return value;
  }

  private Expression element(Expression target, int line) {
    Expression start = tokens.current().is(":") ? null : expressions.expression();
    if (!tokens.skip(":")) {
      return new Expression.Item(target, Objects.requireNonNull(start), line);
    }
    Expression stop = endsPart() ? null : expressions.expression();
    Expression step = tokens.skip(":") && !endsPart() ? expressions.expression() : null;
    return new Expression.Slice(target, start, stop, step, line);
  }

  private boolean endsPart() {
    return tokens.current().is(":") || tokens.current().is("]") || tokens.current().is(",");
  }

  /// A filter after `|`.
  FilterCall filter() {
    Token name = tokens.expect(Token.Kind.NAME);
    String full = dotted(name.text());
    names.filter(full);
    CallArguments arguments = tokens.current().is("(") ? arguments() : CallArguments.NONE;
    return new FilterCall(full, arguments, name.line());
  }

  private String dotted(String first) {
    StringBuilder name = new StringBuilder(first);
    while (tokens.skip(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  private Expression test(Expression input) {
    int line = tokens.take().line();
    boolean negated = tokens.skipName("not");
    String name = dotted(tokens.expect(Token.Kind.NAME).text());
    names.test(name);
    CallArguments arguments = CallArguments.NONE;
    if (tokens.current().is("(")) {
      arguments = arguments();
    } else if (beginsOperand(tokens.current())) {
      if (tokens.current().isName("is")) {
        throw tokens.problem("tests can't be chained with 'is'");
      }
      arguments = new CallArguments(List.of(postfix(primary())), List.of(), null, null);
    }
    Expression test = new Expression.Tested(input, name, arguments, line);
    return negated ? new Expression.Not(test) : test;
  }

  private static boolean beginsOperand(Token token) {
    return switch (token.kind()) {
      case NAME -> !(token.isName("else") || token.isName("or") || token.isName("and"));
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.is("[") || token.is("{");
      case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END -> false;
    };
  }

  /// `(arguments)`.
  CallArguments arguments() {
    tokens.expect("(");
    List<Expression> positional = new ArrayList<>();
    List<Named> named = new ArrayList<>();
    Expression star = null;
    Expression doubleStar = null;
    boolean first = true;
    while (!tokens.current().is(")")) {
      if (!first) {
        tokens.expect(",");
        if (tokens.current().is(")")) {
          break;
        }
      }
      first = false;
      boolean isNamed = tokens.current().kind() == Token.Kind.NAME && tokens.ahead().is("=");
      if (star == null && doubleStar == null && tokens.skip("*")) {
        star = expressions.expression();
      } else if (doubleStar == null && tokens.skip("**")) {
        doubleStar = expressions.expression();
      } else if (isNamed && doubleStar == null) {
        String name = tokens.take().text();
        tokens.take();
        named.add(new Named(name, expressions.expression()));
      } else if (!isNamed && star == null && doubleStar == null && named.isEmpty()) {
        positional.add(expressions.expression());
      } else {
        throw tokens.problem("invalid order of arguments in a call");
      }
    }
    tokens.expect(")");
    return new CallArguments(positional, named, star, doubleStar);
  }
}
