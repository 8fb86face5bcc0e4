package llamajar.text.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The kinds of values, and which keywords are about which.
final class Types {
  static final List<String> ALL = List.of("object", "array", "string", "number", "boolean", "null");

  static final String[] OBJECT = {
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties"
  };
  static final String[] ARRAY = {"prefixItems", "items", "additionalItems", "minItems", "maxItems"};
  static final String[] STRING = {"minLength", "maxLength", "pattern", "format"};
  static final String[] NUMBER = {
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"
  };

  /// All of them.
  static final String[] KEYWORDS =
      java.util.stream.Stream.of(OBJECT, ARRAY, STRING, NUMBER)
          .flatMap(java.util.Arrays::stream)
          .toArray(String[]::new);

  private Types() {}

  /// The kinds of values that a schema is about. One that names none is about those that its
  /// keywords are about, as whoever writes `properties` means an object; one without keywords is
  /// about all.
  static Set<String> of(Keywords schema) {
    Place place = schema.at("type");
    if (place != null) {
      return named(place);
    }
    Place values = schema.at("enum");
    Set<String> types = new LinkedHashSet<>();
    if (values != null) {
      values.elements().forEach(value -> types.add(Literals.type(value.value())));
      return types;
    }
    if (schema.hasAny(OBJECT)) {
      types.add("object");
    }
    if (schema.hasAny(ARRAY)) {
      types.add("array");
    }
    if (schema.hasAny(STRING)) {
      types.add("string");
    }
    if (schema.hasAny(NUMBER)) {
      types.add("number");
    }
    return types.isEmpty() ? new LinkedHashSet<>(ALL) : types;
  }

  private static Set<String> named(Place place) {
    List<Place> names = place.value() instanceof List ? place.elements() : List.of(place);
    Set<String> types = new LinkedHashSet<>();
    for (Place name : names) {
      String type = name.text();
      if (!ALL.contains(type) && !type.equals("integer")) {
        throw name.problem(
            "there is no type '%s'; there are %s and integer"
                .formatted(type, String.join(", ", ALL)));
      }
      types.add(type);
    }
    if (types.contains("number")) {
      types.remove("integer");
    }
    return types;
  }

  /// The kinds in both sets; whole numbers are numbers.
  static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new LinkedHashSet<>();
    for (String type : one) {
      if (other.contains(type) || (type.equals("integer") && other.contains("number"))) {
        both.add(type);
      } else if (type.equals("number") && other.contains("integer")) {
        both.add("integer");
      }
    }
    return both;
  }
}
