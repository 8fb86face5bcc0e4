package llamajar.text.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plain Java objects as values: always copies, so that a template can't change what it was given.
public final class JavaValues {
  private static final int MAX_DEPTH = 200;

  private JavaValues() {}

  /// The value of null, a string, boolean or number, a collection or a map with such in it, or a
  /// value itself.
  ///
  /// @throws IllegalArgumentException if it is or holds something else, or is nested too deeply
  public static Value of(@Nullable Object object) {
    return of(object, 0);
  }

  private static Value of(@Nullable Object object, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "values are nested more than %d deep".formatted(MAX_DEPTH));
    }
    return switch (object) {
      case null -> None.NONE;
      case Value value -> value;
      case CharSequence text -> new Text(text.toString());
      case Boolean bool -> Bool.of(bool);
      case Integer number -> Int.of(number);
      case Long number -> Int.of(number);
      case Short number -> Int.of(number);
      case Byte number -> Int.of(number);
      case BigInteger number -> new Int(number);
      case BigDecimal number -> new Real(number.doubleValue());
      case Double number -> new Real(number);
      case Float number -> new Real(number);
      case Map<?, ?> map -> dict(map, depth);
      case Collection<?> items -> list(items, depth);
      default ->
          throw new IllegalArgumentException(
              "a template knows no values of " + object.getClass().getName());
    };
  }

  private static Value dict(Map<?, ?> map, int depth) {
    DictValue dict = new DictValue();
    map.forEach((key, value) -> dict.put(of(key, depth + 1), of(value, depth + 1)));
    return dict;
  }

  private static Value list(Collection<?> items, int depth) {
    List<Value> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(of(item, depth + 1)));
    return new ListValue(values);
  }
}
