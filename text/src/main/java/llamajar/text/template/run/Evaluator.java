package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.syntax.Expression;
import llamajar.text.template.syntax.Expression.CallArguments;
import llamajar.text.template.syntax.Expression.FilterCall;
import llamajar.text.template.syntax.Expression.Operand;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Arithmetic;
import llamajar.text.template.value.Attributes;
import llamajar.text.template.value.Bool;
import llamajar.text.template.value.Callable;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.Equality;
import llamajar.text.template.value.HostObject;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.ListValue;
import llamajar.text.template.value.Ordering;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Slices;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.TupleValue;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// The values of expressions.
final class Evaluator {
  private final Rendering rendering;
  private final Budget budget;
  private final Arithmetic arithmetic;
  private int line;

  Evaluator(Rendering rendering) {
    this.rendering = rendering;
    budget = rendering.budget();
    arithmetic = new Arithmetic(budget);
  }

  /// The line that is being evaluated, for errors.
  int line() {
    return line;
  }

  /// Evaluation has come to a line.
  void at(int newLine) {
    line = newLine;
  }

  /// The value of an expression.
  Value value(Expression expression, Scope scope) {
    budget.enter();
    Value value =
        switch (expression) {
          case Expression.Constant constant -> constant.value();
          case Expression.Name name -> variable(name.name(), scope);
          case Expression.ListLiteral list -> new ListValue(values(list.items(), scope));
          case Expression.TupleLiteral tuple -> new TupleValue(values(tuple.items(), scope));
          case Expression.DictLiteral dict -> dict(dict, scope);
          case Expression.Attribute attribute -> {
            Value target = value(attribute.target(), scope);
            line = attribute.line();
            yield Attributes.attribute(target, attribute.name(), budget);
          }
          case Expression.Item item -> {
            Value target = value(item.target(), scope);
            Value key = value(item.key(), scope);
            line = item.line();
            yield Attributes.item(target, key, budget);
          }
          case Expression.Slice slice -> slice(slice, scope);
          case Expression.Call call -> call(call, Map.of(), scope);
          case Expression.Filtered filtered ->
              filter(value(filtered.input(), scope), filtered.filter(), scope);
          case Expression.Tested tested -> Bool.of(test(tested, scope));
          case Expression.Not not -> Bool.of(!truth(not.operand(), scope));
          case Expression.Signed signed ->
              arithmetic.sign(signed.operator(), value(signed.operand(), scope));
          case Expression.Binary binary -> {
            Value left = value(binary.left(), scope);
            Value right = value(binary.right(), scope);
            line = binary.line();
            yield arithmetic.apply(binary.operator(), left, right);
          }
          case Expression.Concatenation concatenation -> concatenation(concatenation, scope);
          case Expression.And and -> {
            Value left = value(and.left(), scope);
            yield left.truth() ? value(and.right(), scope) : left;
          }
          case Expression.Or or -> {
            Value left = value(or.left(), scope);
            yield left.truth() ? left : value(or.right(), scope);
          }
          case Expression.Comparison comparison -> Bool.of(compare(comparison, scope));
          case Expression.Conditional conditional -> conditional(conditional, scope);
        };
    budget.leave();
    return value;
  }

  /// Whether a condition holds.
  boolean truth(Expression expression, Scope scope) {
    return value(expression, scope).truth();
  }

  private static Value variable(String name, Scope scope) {
    Value value = scope.find(name);
    return value == null ? Undefined.variable(name) : value;
  }

  private List<Value> values(List<Expression> expressions, Scope scope) {
    budget.allocate(expressions.size());
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(value(expression, scope));
    }
    return values;
  }

  private Value dict(Expression.DictLiteral literal, Scope scope) {
    budget.allocate(2L * literal.keys().size());
    DictValue dict = new DictValue();
    for (int i = 0; i < literal.keys().size(); i++) {
      dict.put(value(literal.keys().get(i), scope), value(literal.values().get(i), scope));
    }
    return dict;
  }

  private Value slice(Expression.Slice slice, Scope scope) {
    Value target = value(slice.target(), scope);
    Value start = optional(slice.start(), scope);
    Value stop = optional(slice.stop(), scope);
    Value step = optional(slice.step(), scope);
    line = slice.line();
    return Slices.slice(target, start, stop, step, budget);
  }

  private @Nullable Value optional(@Nullable Expression expression, Scope scope) {
    return expression == null ? null : value(expression, scope);
  }

  private Value concatenation(Expression.Concatenation concatenation, Scope scope) {
    StringBuilder out = new StringBuilder();
    for (Expression part : concatenation.parts()) {
      String text = Printer.text(value(part, scope), budget);
      budget.allocate(text.length());
      out.append(text);
    }
    return new Text(out.toString());
  }

  private Value conditional(Expression.Conditional conditional, Scope scope) {
    if (truth(conditional.condition(), scope)) {
      return value(conditional.then(), scope);
    }
    Expression otherwise = conditional.otherwise();
    return otherwise == null
        ? new Undefined("the inline if-expression was false and has no else part")
        : value(otherwise, scope);
  }

  private boolean compare(Expression.Comparison comparison, Scope scope) {
    Value left = value(comparison.first(), scope);
    for (Operand operand : comparison.operands()) {
      Value right = value(operand.value(), scope);
      line = comparison.line();
      if (!holds(operand.operator(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private boolean holds(String operator, Value left, Value right) {
    return switch (operator) {
      case "==" -> Equality.equal(left, right, budget);
      case "!=" -> !Equality.equal(left, right, budget);
      case "in" -> Attributes.contains(right, left, budget);
      case "not in" -> !Attributes.contains(right, left, budget);
      default -> Ordering.holds(operator, left, right, budget);
    };
  }

  private boolean test(Expression.Tested tested, Scope scope) {
    Value input = value(tested.input(), scope);
    Arguments arguments = arguments(tested.arguments(), scope);
    line = tested.line();
    return rendering.test(tested.test(), input, arguments);
  }

  /// Applies filters one after another.
  Value filter(Value input, List<FilterCall> filters, Scope scope) {
    Value value = input;
    for (FilterCall filter : filters) {
      value = filter(value, filter, scope);
    }
    return value;
  }

  private Value filter(Value input, FilterCall filter, Scope scope) {
    Arguments arguments = arguments(filter.arguments(), scope);
    line = filter.line();
    return rendering.filter(filter.name(), input, arguments);
  }

  /// Calls something.
  ///
  /// @param more further keyword arguments
  Value call(Expression.Call call, Map<String, Value> more, Scope scope) {
    Value target = value(call.target(), scope);
    Arguments arguments = arguments(call.arguments(), scope);
    for (Map.Entry<String, Value> named : more.entrySet()) {
      arguments = arguments.with(named.getKey(), named.getValue());
    }
    line = call.line();
    return callable(target).call(arguments);
  }

  private static Callable callable(Value target) {
    Callable callable =
        switch (target) {
          case Callable function -> function;
          case HostObject object -> object.callable();
          case Undefined undefined -> throw undefined.failure();
          default -> null;
        };
    if (callable == null) {
      throw TemplateException.evaluation(
          "'%s' object is not callable".formatted(target.typeName()));
    }
    return callable;
  }

  private Arguments arguments(CallArguments call, Scope scope) {
    if (call.equals(CallArguments.NONE)) {
      return Arguments.NONE;
    }
    List<Value> positional = values(call.positional(), scope);
    Map<String, Value> named = new LinkedHashMap<>();
    call.named().forEach(one -> named.put(one.name(), value(one.value(), scope)));
    if (call.star() != null) {
      List<Value> more = Iteration.list(value(call.star(), scope), budget);
      budget.allocate(more.size());
      positional.addAll(more);
    }
    if (call.doubleStar() != null) {
      addAll(value(call.doubleStar(), scope), named);
    }
    return new Arguments(positional, named);
  }

  private void addAll(Value more, Map<String, Value> named) {
    if (!(more instanceof DictValue dict)) {
      throw TemplateException.evaluation("argument after ** must be a mapping");
    }
    budget.allocate(dict.size());
    for (DictValue.Entry entry : dict.entries()) {
      if (!(entry.key() instanceof Text key)) {
        throw TemplateException.evaluation("keywords must be strings");
      }
      named.put(key.string(), entry.value());
    }
  }
}
