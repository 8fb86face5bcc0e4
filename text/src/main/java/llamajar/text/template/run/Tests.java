package llamajar.text.template.run;

import java.math.BigInteger;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Arithmetic;
import llamajar.text.template.value.Attributes;
import llamajar.text.template.value.Bool;
import llamajar.text.template.value.Callable;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.Equality;
import llamajar.text.template.value.HostObject;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.LazyValue;
import llamajar.text.template.value.None;
import llamajar.text.template.value.Numbers;
import llamajar.text.template.value.Ordering;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Real;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import llamajar.text.template.value.ViewValue;
import org.jspecify.annotations.Nullable;

/// Tests by name.
final class Tests {
  private static final Signature NOTHING = Signature.of("the test", 0);
  private static final Signature OTHER = Signature.of("the test", 1, "other");

  private Tests() {}

  /// A test, or null if there is none of that name.
  static @Nullable Test named(String name) {
    Test kind = ofKind(name);
    return kind == null ? ofRelation(name) : kind;
  }

  private static @Nullable Test ofKind(String name) {
    return switch (name) {
      case "defined" -> alone((value, r) -> !(value instanceof Undefined));
      case "undefined" -> alone((value, r) -> value instanceof Undefined);
      case "none" -> alone((value, r) -> value instanceof None);
      case "boolean" -> alone((value, r) -> value instanceof Bool);
      case "true" -> alone((value, r) -> value == Bool.TRUE);
      case "false" -> alone((value, r) -> value == Bool.FALSE);
      case "integer" -> alone((value, r) -> value instanceof Int);
      case "float" -> alone((value, r) -> value instanceof Real);
      case "number" -> alone((value, r) -> Numbers.isNumber(value));
      case "string" -> alone((value, r) -> value instanceof Text);
      case "mapping" -> alone((value, r) -> value instanceof DictValue);
      case "sequence" -> alone((value, r) -> isSequence(value));
      case "iterable" -> alone((value, r) -> Iteration.isIterable(value));
      case "callable" -> alone((value, r) -> isCallable(value));
      case "escaped" -> alone((value, r) -> false);
      case "lower" -> alone((value, r) -> isCase(value, "islower", r));
      case "upper" -> alone((value, r) -> isCase(value, "isupper", r));
      case "odd" -> alone((value, r) -> remainder(value, Int.of(2), r.budget()) == 1);
      case "even" -> alone((value, r) -> remainder(value, Int.of(2), r.budget()) == 0);
      case "filter" ->
          alone((value, r) -> value instanceof Text text && Filters.named(text.string()) != null);
      case "test" ->
          alone((value, r) -> value instanceof Text text && named(text.string()) != null);
      default -> null;
    };
  }

  private static @Nullable Test ofRelation(String name) {
    return switch (name) {
      case "divisibleby" -> related((left, right, r) -> remainder(left, right, r.budget()) == 0);
      case "eq", "equalto", "==" ->
          related((left, right, r) -> Equality.equal(left, right, r.budget()));
      case "ne", "!=" -> related((left, right, r) -> !Equality.equal(left, right, r.budget()));
      case "lt", "lessthan", "<" -> ordered("<");
      case "le", "<=" -> ordered("<=");
      case "gt", "greaterthan", ">" -> ordered(">");
      case "ge", ">=" -> ordered(">=");
      case "in" -> related((left, right, r) -> Attributes.contains(right, left, r.budget()));
      case "sameas" -> related(Tests::isSame);
      default -> null;
    };
  }

  @FunctionalInterface
  private interface Kind {
    boolean holds(Value value, Rendering rendering);
  }

  @FunctionalInterface
  private interface Relation {
    boolean holds(Value left, Value right, Rendering rendering);
  }

  private static Test alone(Kind kind) {
    return (value, arguments, rendering) -> {
      NOTHING.bind(arguments);
      return kind.holds(value, rendering);
    };
  }

  private static Test related(Relation relation) {
    return (value, arguments, rendering) ->
        relation.holds(value, OTHER.bind(arguments).get(0), rendering);
  }

  private static Test ordered(String operator) {
    return related((left, right, r) -> Ordering.holds(operator, left, right, r.budget()));
  }

  private static boolean isSequence(Value value) {
    return Iteration.isIterable(value)
        && !(value instanceof LazyValue || value instanceof ViewValue);
  }

  private static boolean isCallable(Value value) {
    return value instanceof Callable
        || value instanceof Undefined
        || (value instanceof HostObject object && object.callable() != null);
  }

  private static boolean isCase(Value value, String method, Rendering rendering) {
    Text text = new Text(Printer.text(value, rendering.budget()));
    Value found = Attributes.attribute(text, method, rendering.budget());
    return found instanceof Callable callable && callable.call(Arguments.NONE).truth();
  }

  private static int remainder(Value value, Value by, Budget budget) {
    Value remainder = new Arithmetic(budget).apply("%", value, by);
    BigInteger whole = Numbers.integer(remainder);
    if (whole != null) {
      return Numbers.clamp(whole);
    }
    if (remainder instanceof Real real) {
      return real.number() == Math.rint(real.number()) ? (int) real.number() : -1;
    }
    throw TemplateException.evaluation("the test wants a number");
  }

  @SuppressWarnings("ReferenceEquality") // it is Python's `is`
  private static boolean isSame(Value left, Value right, Rendering rendering) {
    boolean scalar = left instanceof Text || left instanceof Int || left instanceof Real;
    return scalar
        ? left.typeName().equals(right.typeName())
            && Equality.equal(left, right, rendering.budget())
        : left == right;
  }
}
