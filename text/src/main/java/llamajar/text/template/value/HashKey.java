package llamajar.text.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import llamajar.text.template.guard.TemplateException;

/// What a value is as the key of a mapping: Java objects that are equal where Python's keys are.
final class HashKey {
  private static final int MAX_DEPTH = 50;

  private HashKey() {}

  /// The object for a value.
  ///
  /// @throws TemplateException if Python would call it unhashable
  static Object of(Value value) {
    return of(value, 0);
  }

  private static Object of(Value value, int depth) {
    return switch (value) {
      case Text text -> text.string();
      case Bool bool -> BigInteger.valueOf(bool.number());
      case Int integer -> integer.number();
      case Real real -> number(real.number());
      case TupleValue tuple -> tuple(tuple, depth);
      case ListValue list -> throw unhashable(list);
      case DictValue dict -> throw unhashable(dict);
      case ViewValue view -> throw unhashable(view);
      case Undefined undefined -> Undefined.class;
      case None none -> none;
      case RangeValue range -> range;
      case LazyValue lazy -> lazy;
      case Callable callable -> callable;
      case HostObject object -> object;
    };
  }

  private static Object number(double number) {
    boolean whole = !Double.isInfinite(number) && number == Math.rint(number);
    return whole ? new BigDecimal(number).toBigInteger() : (Object) number;
  }

  private static Object tuple(TupleValue tuple, int depth) {
    if (depth == MAX_DEPTH) {
      throw TemplateException.limit("a key is nested too deeply");
    }
    List<Object> parts = new ArrayList<>();
    tuple.items().forEach(item -> parts.add(of(item, depth + 1)));
    return parts;
  }

  private static TemplateException unhashable(Value value) {
    return TemplateException.evaluation("unhashable type: '%s'".formatted(value.typeName()));
  }
}
