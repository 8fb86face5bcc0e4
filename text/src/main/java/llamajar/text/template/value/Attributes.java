package llamajar.text.template.value;

import java.math.BigInteger;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// `value.name` and `value[key]`.
///
/// The former looks for a method or attribute first, the latter for an element; each tries the
/// other then, and what neither finds is undefined.
public final class Attributes {
  private Attributes() {}

  /// `value.name`.
  public static Value attribute(Value value, String name, Budget budget) {
    Value found = own(value, name, budget);
    if (found == null && value instanceof DictValue dict) {
      found = dict.get(name);
    }
    return found == null ? Undefined.attribute(value, name) : found;
  }

  /// `value[key]`.
  public static Value item(Value value, Value key, Budget budget) {
    Value found = element(value, key);
    if (found == null && key instanceof Text name) {
      found = own(value, name.string(), budget);
    }
    return found == null ? Undefined.attribute(value, Printer.text(key, budget)) : found;
  }

  /// An attribute that is no element, or null.
  public static @Nullable Value own(Value value, String name, Budget budget) {
    return switch (value) {
      case Text text -> TextMethods.of(text, name, budget);
      case ListValue list -> ListMethods.of(list, name, budget);
      case TupleValue tuple -> {
        Value named = tuple.named(name);
        yield named != null ? named : ListMethods.reading(tuple, tuple.items(), name, budget);
      }
      case RangeValue range -> null;
      case DictValue dict -> DictMethods.of(dict, name, budget);
      case HostObject object -> object.attribute(name);
      case Undefined undefined -> throw undefined.failure();
      case Int integer -> number(integer, name);
      case Bool bool -> number(Int.of(bool.number()), name);
      case Real real ->
          name.equals("is_integer")
              ? (Callable)
                  arguments ->
                      Bool.of(
                          real.number() == Math.rint(real.number())
                              && !Double.isInfinite(real.number()))
              : null;
      case None none -> null;
      case ViewValue view -> null;
      case LazyValue lazy -> null;
      case Callable callable -> null;
    };
  }

  private static @Nullable Value number(Int integer, String name) {
    return switch (name) {
      case "real", "numerator" -> integer;
      case "imag" -> Int.of(0);
      case "denominator" -> Int.of(1);
      case "bit_length" -> (Callable) arguments -> Int.of(integer.number().abs().bitLength());
      default -> null;
    };
  }

  private static @Nullable Value element(Value value, Value key) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (value instanceof DictValue dict) {
      boolean hashable =
          !(key instanceof ListValue || key instanceof DictValue || key instanceof ViewValue);
      return hashable ? dict.get(key) : null;
    }
    BigInteger index = Numbers.integer(key);
    if (index == null) {
      return null;
    }
    return switch (value) {
      case ListValue list -> at(list.items(), index);
      case TupleValue tuple -> at(tuple.items(), index);
      case Text text -> {
        int length = text.length();
        int place = place(index, length);
        yield place < 0 ? null : text.substring(place, place + 1);
      }
      case RangeValue range -> {
        int place = place(index, range.length());
        yield place < 0 ? null : range.at(place);
      }
      default -> null;
    };
  }

  private static @Nullable Value at(List<Value> items, BigInteger index) {
    int place = place(index, items.size());
    return place < 0 ? null : items.get(place);
  }

  private static int place(BigInteger index, int length) {
    long place = Numbers.clamp(index);
    long counted = place < 0 ? place + length : place;
    return counted < 0 || counted >= length ? -1 : (int) counted;
  }

  /// `key in value`.
  public static boolean contains(Value value, Value key, Budget budget) {
    return switch (value) {
      case Text text -> {
        if (key instanceof Undefined undefined) {
          throw undefined.failure();
        }
        if (!(key instanceof Text part)) {
          throw TemplateException.evaluation(
              "'in <string>' requires string as left operand, not " + key.typeName());
        }
        yield TextSearch.indexOf(text.string(), part.string(), 0, budget) >= 0;
      }
      case DictValue dict -> dict.contains(key);
      case RangeValue range -> inRange(range, key);
      default -> {
        if (!Iteration.isIterable(value)) {
          throw TemplateException.evaluation(
              "argument of type '%s' is not iterable".formatted(value.typeName()));
        }
        var items = Iteration.over(value, budget);
        boolean found = false;
        while (!found && items.hasNext()) {
          found = Equality.equal(items.next(), key, budget);
        }
        yield found;
      }
    };
  }

  private static boolean inRange(RangeValue range, Value key) {
    BigInteger number = Numbers.integer(key);
    if (number == null) {
      return false;
    }
    long offset = number.longValue() - range.start();
    return number.bitLength() < 62
        && offset % range.step() == 0
        && offset / range.step() >= 0
        && offset / range.step() < range.length();
  }
}
