package llamajar.text.template.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import llamajar.text.template.syntax.Expression.FilterCall;
import llamajar.text.template.syntax.Expression.Operand;
import org.jspecify.annotations.Nullable;

/// Expressions by precedence, weakest first; each level is a method.
final class ExpressionParser {
  private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;
  private final NameChecks names;
  private final OperandParser operands;

  ExpressionParser(TokenStream tokens, NameChecks names) {
    this.tokens = tokens;
    this.names = names;
    operands = new OperandParser(tokens, names, this);
  }

  /// A tuple without parentheses, or a single expression.
  Expression tupleOrExpression() {
    return tuple(false);
  }

  Expression tuple(boolean parenthesised) {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (!endsTuple()) {
      items.add(expression());
      if (!tokens.skip(",")) {
        break;
      }
      isTuple = true;
    }
    if (!isTuple && items.size() == 1) {
      return items.getFirst();
    }
    if (items.isEmpty() && !parenthesised) {
      throw tokens.unexpected("an expression");
    }
    return new Expression.TupleLiteral(List.copyOf(items));
  }

  private boolean endsTuple() {
    Token token = tokens.current();
    return token.kind() == Token.Kind.VARIABLE_END
        || token.kind() == Token.Kind.BLOCK_END
        || token.is(")");
  }

  Expression expression() {
    tokens.enter();
    try {
      return conditional();
    } finally {
      tokens.leave();
    }
  }

  private Expression conditional() {
    NameChecks.Mark mark = names.mark();
    Expression value = or();
    while (tokens.skipName("if")) {
      names.becomesConditional(mark);
      Expression condition = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Conditional(condition, value, otherwise);
    }
    names.endCondition(mark);
    return value;
  }

  /// One without `if`, as the items of a loop.
  Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    try {
      return new Expression.Not(not());
    } finally {
      tokens.leave();
    }
  }

  private Expression comparison() {
    int line = tokens.current().line();
    Expression first = sum();
    List<Operand> operands = new ArrayList<>();
    for (String operator = comparisonOperator();
        operator != null;
        operator = comparisonOperator()) {
      operands.add(new Operand(operator, sum()));
    }
    return operands.isEmpty() ? first : new Expression.Comparison(first, operands, line);
  }

  private @Nullable String comparisonOperator() {
    Token token = tokens.current();
    if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
      return tokens.take().text();
    }
    if (tokens.skipName("in")) {
      return "in";
    }
    if (token.isName("not") && tokens.ahead().isName("in")) {
      tokens.take();
      tokens.take();
      return "not in";
    }
    return null;
  }

  private Expression sum() {
    return binary(List.of("+", "-"), this::concatenation);
  }

  private Expression concatenation() {
    Expression first = product();
    if (!tokens.current().is("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>();
    parts.add(first);
    while (tokens.skip("~")) {
      parts.add(product());
    }
    return new Expression.Concatenation(parts);
  }

  private Expression product() {
    return binary(List.of("*", "/", "//", "%"), this::power);
  }

  private Expression power() {
    return binary(List.of("**"), () -> unary(true));
  }

  private Expression binary(List<String> operators, Supplier<Expression> operand) {
    Expression left = operand.get();
    while (tokens.current().kind() == Token.Kind.OPERATOR
        && operators.contains(tokens.current().text())) {
      Token operator = tokens.take();
      left = new Expression.Binary(operator.text(), left, operand.get(), operator.line());
    }
    return left;
  }

  /// A sign binds more tightly than a power, and filters apply to what is signed.
  private Expression unary(boolean withFilters) {
    Token token = tokens.current();
    Expression value;
    if (token.is("-") || token.is("+")) {
      tokens.take();
      tokens.enter();
      value = new Expression.Signed(token.text(), unary(false), token.line());
      tokens.leave();
    } else {
      value = operands.primary();
    }
    value = operands.postfix(value);
    return withFilters ? operands.filtersAndTests(value) : value;
  }

  /// A filter after `|`.
  FilterCall filter() {
    return operands.filter();
  }
}
