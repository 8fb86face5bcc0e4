package llamajar.text.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Joins two schemas into one that asks for what both ask.
final class Conjunction {

  /// The joined schema; null if no value is of both.
  @Nullable Keywords of(Keywords one, Keywords other) {
    if (one.places().isEmpty() || other.places().isEmpty()) {
      return one.places().isEmpty() ? other : one;
    }
    Map<String, Place> joined = new LinkedHashMap<>(one.places());
    for (Map.Entry<String, Place> keyword : other.places().entrySet()) {
      Place present = one.at(keyword.getKey());
      Place added = keyword.getValue();
      joined.put(
          keyword.getKey(), present == null ? added : joined(keyword.getKey(), present, added));
    }
    if (one.hasAny("properties") || other.hasAny("properties")) {
      joined.put("properties", properties(one, other));
    }
    Place place = together(one.place(), other.place(), one.place().value());
    Place type = joined.get("type");
    Place values = joined.get("enum");
    boolean nothing =
        (type != null && type.value() instanceof List<?> types && types.isEmpty())
            || (values != null && values.value() instanceof List<?> list && list.isEmpty());
    return nothing ? null : new Keywords(place, joined);
  }

  private static Place joined(String keyword, Place one, Place other) {
    return switch (keyword) {
      case "type" -> {
        Set<String> types = Types.both(types(one), types(other));
        yield together(one, other, new ArrayList<Object>(types));
      }
      case "enum" -> common(one, other);
      case "required" -> {
        Set<Object> names = new LinkedHashSet<>();
        one.elements().forEach(name -> names.add(name.text()));
        other.elements().forEach(name -> names.add(name.text()));
        yield together(one, other, new ArrayList<>(names));
      }
      case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" ->
          larger(one, other) ? one : other;
      case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
          larger(one, other) ? other : one;
      case "items", "additionalProperties", "propertyNames" -> allOf(one, other);
      // Joined afterwards, as it matters what else the schemas say.
      case "properties" -> one;
      default -> {
        if (Literals.same(one.value(), other.value())) {
          yield one;
        }
        throw other.problem(
            "'%s' is asked for a second time, after %s; that is not supported"
                .formatted(keyword, one.pointer()));
      }
    };
  }

  private static Set<String> types(Place place) {
    return Types.of(new Keywords(place, Map.of("type", place)));
  }

  private static boolean larger(Place one, Place other) {
    BigDecimal number = one.number();
    return number.compareTo(other.number()) >= 0;
  }

  /// The values in both lists.
  static Place common(Place one, Place other) {
    List<@Nullable Object> common = new ArrayList<>();
    for (Place value : one.elements()) {
      if (other.elements().stream()
          .anyMatch(candidate -> Literals.same(candidate.value(), value.value()))) {
        common.add(value.value());
      }
    }
    return together(one, other, common);
  }

  /// What one schema describes and the other does not is subject to the other's
  /// `additionalProperties`.
  private static Place properties(Keywords one, Keywords other) {
    if (one.hasAny("patternProperties") || other.hasAny("patternProperties")) {
      throw one.problem("patternProperties", "beside properties in allOf it is not supported");
    }
    Map<String, Place> ofOne = described(one);
    Map<String, Place> ofOther = described(other);
    Map<String, @Nullable Object> joined = new LinkedHashMap<>();
    ofOne.forEach((name, place) -> joined.put(name, joinedValue(place, ofOther.get(name), other)));
    ofOther.forEach((name, place) -> {
      if (!ofOne.containsKey(name)) {
        joined.put(name, joinedValue(place, null, one));
      }
    });
    return together(propertiesOrSelf(one), propertiesOrSelf(other), joined);
  }

  private static Place propertiesOrSelf(Keywords schema) {
    Place properties = schema.at("properties");
    return properties == null ? schema.place() : properties;
  }

  private static Map<String, Place> described(Keywords schema) {
    Map<String, Place> described = new LinkedHashMap<>();
    Place properties = schema.at("properties");
    if (properties != null) {
      properties
          .map("an object with a schema for each property was expected")
          .forEach((name, value) -> described.put(name, properties.inside(name, value)));
    }
    return described;
  }

  private static @Nullable Object joinedValue(
      Place one, @Nullable Place described, Keywords other) {
    Place second = described == null ? other.at("additionalProperties") : described;
    return second == null || Boolean.TRUE.equals(second.value())
        ? one.value()
        : allOf(one, second).value();
  }

  private static Place allOf(Place one, Place other) {
    if (Boolean.FALSE.equals(one.value()) || Boolean.FALSE.equals(other.value())) {
      return together(one, other, false);
    }
    List<@Nullable Object> both = new ArrayList<>();
    both.add(one.value());
    both.add(other.value());
    Map<String, Object> all = Map.of("allOf", both);
    return together(one, other, all);
  }

  private static Place together(Place one, Place other, @Nullable Object value) {
    return new Place(
        value, one.pointer() + " and " + other.pointer(), Math.max(one.depth(), other.depth()));
  }
}
