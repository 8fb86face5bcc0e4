package llamajar.text.schema;

import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.GrammarException;
import org.jspecify.annotations.Nullable;

/// Values of JSON that a schema spells out.
final class Literals {
  private Literals() {}

  /// A number as such; null if the value is none.
  static @Nullable BigDecimal number(@Nullable Object value) {
    return switch (value) {
      case BigDecimal number -> number;
      case BigInteger number -> new BigDecimal(number);
      case Double number -> finite(number);
      case Float number -> finite(number.doubleValue());
      case Number number -> BigDecimal.valueOf(number.longValue());
      case null, default -> null;
    };
  }

  private static BigDecimal finite(double number) {
    if (!Double.isFinite(number)) {
      throw new GrammarException("JSON schema: %s is no number of JSON".formatted(number));
    }
    return BigDecimal.valueOf(number);
  }

  /// Whether two values are the same in JSON.
  static boolean same(@Nullable Object one, @Nullable Object other) {
    return key(one).equals(key(other));
  }

  /// What is equal for equal values only.
  private static Object key(@Nullable Object value) {
    BigDecimal number = number(value);
    if (number != null) {
      return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
    return switch (value) {
      case null -> "null";
      case String text -> List.of(text);
      case Map<?, ?> map -> {
        Map<Object, Object> keys = new java.util.HashMap<>();
        map.forEach((name, member) -> keys.put(String.valueOf(name), key(member)));
        yield keys;
      }
      case List<?> list -> List.of("list", list.stream().map(Literals::key).toList());
      default -> value;
    };
  }

  /// The kind of a value, by the name that schemas give it.
  static String type(@Nullable Object value) {
    BigDecimal number = number(value);
    if (number != null) {
      return number.stripTrailingZeros().scale() <= 0 ? "integer" : "number";
    }
    return switch (value) {
      case null -> "null";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Map<?, ?> _ -> "object";
      case List<?> _ -> "array";
      default ->
          throw new GrammarException(
              "JSON schema: a %s is no value of JSON".formatted(value.getClass().getSimpleName()));
    };
  }

  /// The texts of a value.
  static Expression expression(@Nullable Object value) {
    BigDecimal number = number(value);
    if (number != null) {
      return text(plain(number));
    }
    return switch (value) {
      case String string -> text("\"" + JsonSyntax.escaped(string) + "\"");
      case Map<?, ?> map -> {
        List<Expression> members = new ArrayList<>();
        map.forEach((name, member) ->
            members.add(
                sequence(
                    text("\"" + JsonSyntax.escaped(String.valueOf(name)) + "\""),
                    JsonSyntax.COLON,
                    expression(member))));
        yield bracketed("{", members, "}");
      }
      case List<?> list -> bracketed("[", list.stream().map(Literals::expression).toList(), "]");
      case null, default -> text(String.valueOf(value));
    };
  }

  /// The shortest text of a value.
  static String compact(@Nullable Object value) {
    BigDecimal number = number(value);
    if (number != null) {
      return plain(number);
    }
    return switch (value) {
      case String string -> "\"" + JsonSyntax.escaped(string) + "\"";
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(member ->
                  compact(String.valueOf(member.getKey())) + ":" + compact(member.getValue()))
              .collect(java.util.stream.Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream()
              .map(Literals::compact)
              .collect(java.util.stream.Collectors.joining(",", "[", "]"));
      case null, default -> String.valueOf(value);
    };
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    boolean huge = Math.abs((long) stripped.scale()) > 400;
    return huge ? stripped.toString() : stripped.toPlainString();
  }

  private static Expression bracketed(String open, List<Expression> parts, String close) {
    List<Expression> all = new ArrayList<>();
    all.add(text(open));
    for (int i = 0; i < parts.size(); i++) {
      all.add(i == 0 ? JsonSyntax.BREAK : JsonSyntax.COMMA);
      all.add(parts.get(i));
    }
    all.add(JsonSyntax.BREAK);
    all.add(text(close));
    return new Expression.Sequence(all);
  }
}
