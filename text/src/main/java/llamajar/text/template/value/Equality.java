package llamajar.text.template.value;

import java.util.List;
import java.util.Objects;
import llamajar.text.template.guard.Budget;

/// Python's `==`.
public final class Equality {
  private Equality() {}

  /// Whether two values are equal.
  public static boolean equal(Value left, Value right, Budget budget) {
    budget.enter();
    try {
      return compare(left, right, budget);
    } finally {
      budget.leave();
    }
  }

  @SuppressWarnings("ReferenceEquality") // Python compares identities first, except of NaN
  private static boolean compare(Value left, Value right, Budget budget) {
    if (left == right) {
      return !(left instanceof Real real && Double.isNaN(real.number()));
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return numbers(left, right);
    }
    return switch (left) {
      case Text text -> right instanceof Text other && text.string().equals(other.string());
      case ListValue list -> right instanceof ListValue o && equal(list.items(), o.items(), budget);
      case TupleValue tuple ->
          right instanceof TupleValue o && equal(tuple.items(), o.items(), budget);
      case DictValue dict -> right instanceof DictValue other && dicts(dict, other, budget);
      case ViewValue view ->
          right instanceof ViewValue other
              && view.typeName().equals(other.typeName())
              && equal(view.items(), other.items(), budget);
      case RangeValue range -> right instanceof RangeValue other && range.equals(other);
      case Undefined undefined -> right instanceof Undefined;
      case None none -> false;
      case Bool bool -> false;
      case Int integer -> false;
      case Real real -> false;
      case LazyValue lazy -> false;
      case Callable callable -> false;
      case HostObject object -> false;
    };
  }

  private static boolean numbers(Value left, Value right) {
    return (left instanceof Real || right instanceof Real)
        ? Ordering.compareNumbers(left, right) == 0
        : Objects.equals(Numbers.integer(left), Numbers.integer(right));
  }

  private static boolean equal(List<Value> left, List<Value> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i), budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean dicts(DictValue left, DictValue right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (DictValue.Entry entry : left.entries()) {
      Value other = right.get(entry.key());
      if (other == null || !equal(entry.value(), other, budget)) {
        return false;
      }
    }
    return true;
  }
}
