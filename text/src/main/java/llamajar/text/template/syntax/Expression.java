package llamajar.text.template.syntax;

import java.util.List;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Something that has a value.
public sealed interface Expression {
  /// A value that is written down.
  record Constant(Value value) implements Expression {}

  /// A variable.
  record Name(String name) implements Expression {}

  /// `[items]`.
  record ListLiteral(List<Expression> items) implements Expression {}

  /// `(items)`.
  record TupleLiteral(List<Expression> items) implements Expression {}

  /// `{keys: values}`.
  record DictLiteral(List<Expression> keys, List<Expression> values) implements Expression {}

  /// `target.name`.
  record Attribute(Expression target, String name, int line) implements Expression {}

  /// `target[key]`.
  record Item(Expression target, Expression key, int line) implements Expression {}

  /// `target[start:stop:step]`.
  record Slice(
      Expression target,
      @Nullable Expression start,
      @Nullable Expression stop,
      @Nullable Expression step,
      int line)
      implements Expression {}

  /// `target(arguments)`.
  record Call(Expression target, CallArguments arguments, int line) implements Expression {}

  /// `input | filter`.
  record Filtered(Expression input, FilterCall filter) implements Expression {}

  /// `input is test`.
  record Tested(Expression input, String test, CallArguments arguments, int line)
      implements Expression {}

  /// `not operand`.
  record Not(Expression operand) implements Expression {}

  /// `-operand` or `+operand`.
  record Signed(String operator, Expression operand, int line) implements Expression {}

  /// `left operator right` with an arithmetic operator.
  record Binary(String operator, Expression left, Expression right, int line)
      implements Expression {}

  /// `a ~ b ~ c`: what they print, joined.
  record Concatenation(List<Expression> parts) implements Expression {}

  /// `left and right`.
  record And(Expression left, Expression right) implements Expression {}

  /// `left or right`.
  record Or(Expression left, Expression right) implements Expression {}

  /// `first operator operand operator operand`: all must hold.
  record Comparison(Expression first, List<Operand> operands, int line) implements Expression {}

  /// `then if condition else otherwise`.
  record Conditional(Expression condition, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /// @param operator `==`, `!=`, `<`, `<=`, `>`, `>=`, `in` or `not in`
  /// @param value the right side
  record Operand(String operator, Expression value) {}

  /// A filter with what follows its input.
  record FilterCall(String name, CallArguments arguments, int line) {}

  /// @param positional values in order
  /// @param named values by keyword
  /// @param star more positional ones, or null
  /// @param doubleStar more keywords, or null
  record CallArguments(
      List<Expression> positional,
      List<Named> named,
      @Nullable Expression star,
      @Nullable Expression doubleStar) {
    /// No arguments.
    public static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
  }

  /// `name=value`.
  record Named(String name, Expression value) {}
}
