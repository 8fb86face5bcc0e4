package llamajar.text.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.text.grammar.GrammarException;
import org.jspecify.annotations.Nullable;

/// A value inside a schema and where it is.
///
/// @param value what is there
/// @param pointer where, as a JSON pointer behind `#`
/// @param depth how far inside
record Place(@Nullable Object value, String pointer, int depth) {
  private static final int DEEPEST = 200;
  private static final int MOST_DIGITS = 100;

  /// A problem with this value.
  GrammarException problem(String what) {
    return new GrammarException("JSON schema, %s: %s".formatted(pointer, what));
  }

  /// A value inside this one.
  Place inside(String name, @Nullable Object inner) {
    if (depth == DEEPEST) {
      throw problem("schemas are nested more than %d deep".formatted(DEEPEST));
    }
    String escaped = name.replace("~", "~0").replace("/", "~1");
    return new Place(inner, pointer + "/" + escaped, depth + 1);
  }

  /// The schema's keywords.
  Map<String, @Nullable Object> keywords() {
    return map("a schema must be an object, true or false");
  }

  /// The keywords of a map, each with its place.
  Map<String, @Nullable Object> map(String otherwise) {
    if (value instanceof Map<?, ?> map) {
      for (Object key : map.keySet()) {
        if (!(key instanceof String)) {
          throw problem("a key is no string");
        }
      }
      @SuppressWarnings("unchecked")
      Map<String, @Nullable Object> keywords = (Map<String, @Nullable Object>) map;
      return keywords;
    }
    throw problem(otherwise);
  }

  /// The elements of a list.
  List<Place> elements() {
    if (!(value instanceof List<?> list)) {
      throw problem("a list was expected");
    }
    List<Place> elements = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      elements.add(inside(String.valueOf(i), list.get(i)));
    }
    return elements;
  }

  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw problem("a string was expected");
  }

  boolean truth() {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw problem("true or false was expected");
  }

  /// A whole number from 0 on.
  int count() {
    BigDecimal number = number();
    if (number.signum() < 0 || number.stripTrailingZeros().scale() > 0) {
      throw problem("a whole number from 0 on was expected");
    }
    return number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0
        ? Integer.MAX_VALUE
        : number.intValue();
  }

  BigDecimal number() {
    BigDecimal number = Literals.number(value);
    if (number == null) {
      throw problem("a number was expected");
    }
    if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
      throw problem("a number of more than %d digits is too much".formatted(MOST_DIGITS));
    }
    return number;
  }

  /// The largest whole number that is not above a number.
  static BigInteger floor(BigDecimal number) {
    return number.setScale(0, java.math.RoundingMode.FLOOR).toBigIntegerExact();
  }

  /// The smallest whole number that is not below a number.
  static BigInteger ceiling(BigDecimal number) {
    return number.setScale(0, java.math.RoundingMode.CEILING).toBigIntegerExact();
  }
}
