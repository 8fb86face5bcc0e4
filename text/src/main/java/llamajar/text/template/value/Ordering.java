package llamajar.text.template.value;

import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;

/// Python's `<` and its kin.
public final class Ordering {
  /// What [#compareNumbers] says of a pair that is not ordered, since one is no number.
  static final int UNORDERED = 2;

  private Ordering() {}

  /// Whether `left operator right` holds.
  ///
  /// @param operator `<`, `<=`, `>` or `>=`
  /// @throws TemplateException if such values have no order
  public static boolean holds(String operator, Value left, Value right, Budget budget) {
    int order = compare(operator, left, right, budget);
    if (order == UNORDERED) {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  /// Negative, zero or positive as `left` comes before, with or after `right`.
  public static int compare(Value left, Value right, Budget budget) {
    return compare("<", left, right, budget);
  }

  private static int compare(String operator, Value left, Value right, Budget budget) {
    budget.enter();
    try {
      if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
        return compareNumbers(left, right);
      }
      if (left instanceof Text text && right instanceof Text other) {
        budget.scan(Math.min(text.string().length(), other.string().length()));
        return compareTexts(text.string(), other.string());
      }
      if (left instanceof ListValue list && right instanceof ListValue other) {
        return compareItems(operator, list.items(), other.items(), budget);
      }
      if (left instanceof TupleValue tuple && right instanceof TupleValue other) {
        return compareItems(operator, tuple.items(), other.items(), budget);
      }
    } finally {
      budget.leave();
    }
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw TemplateException.evaluation(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, left.typeName(), right.typeName()));
  }

  static int compareNumbers(Value left, Value right) {
    double a = Numbers.real(left);
    double b = Numbers.real(right);
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return UNORDERED;
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      boolean bothReal = left instanceof Real && right instanceof Real;
      return bothReal || a != b ? Double.compare(a, b) : left instanceof Real ? sign(a) : -sign(b);
    }
    return Numbers.exact(left).compareTo(Numbers.exact(right));
  }

  private static int sign(double number) {
    return number > 0 ? 1 : -1;
  }

  /// By code points, which UTF-16 units are not in the order of.
  private static int compareTexts(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
        int order = Character.compare(a, b);
        return !surrogates ? order : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static int compareItems(
      String operator, List<Value> left, List<Value> right, Budget budget) {
    int length = Math.min(left.size(), right.size());
    for (int i = 0; i < length; i++) {
      if (!Equality.equal(left.get(i), right.get(i), budget)) {
        return compare(operator, left.get(i), right.get(i), budget);
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
