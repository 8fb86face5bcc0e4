package llamajar.text.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Shows that the schemas of `oneOf` exclude each other, so that choosing one is enough.
final class Exclusion {
  private static final int DEEPEST = 4;

  private final Alternatives alternatives;
  private final Membership membership;

  Exclusion(Alternatives alternatives, Membership membership) {
    this.alternatives = alternatives;
    this.membership = membership;
  }

  /// Tells which values are of a schema.
  @FunctionalInterface
  interface Membership {
    Predicate<@Nullable Object> in(Keywords schema);
  }

  /// Refuses schemas that a value could be of two of.
  void require(List<Place> schemas) {
    for (int i = 0; i < schemas.size(); i++) {
      for (int j = i + 1; j < schemas.size(); j++) {
        if (!exclude(schemas.get(i), schemas.get(j), 0)) {
          throw schemas
              .get(j)
              .problem(
                  "a value could be of this schema and of %s, which oneOf forbids; make them differ in type or in a required constant, or use anyOf"
                      .formatted(schemas.get(i).pointer()));
        }
      }
    }
  }

  private boolean exclude(Place one, Place other, int depth) {
    List<Keywords> others = alternatives.of(other);
    return alternatives.of(one).stream()
        .allMatch(first -> others.stream().allMatch(second -> exclude(first, second, depth)));
  }

  private boolean exclude(Keywords one, Keywords other, int depth) {
    Set<String> types = Types.both(Types.of(one), Types.of(other));
    return types.isEmpty()
        || noneIsIn(one, other)
        || noneIsIn(other, one)
        || (types.equals(Set.of("object"))
            && (forbids(one, other) || forbids(other, one) || differ(one, other, depth)));
  }

  /// Whether the one lists its values, and none of them is of the other.
  private boolean noneIsIn(Keywords one, Keywords other) {
    Place values = one.at("enum");
    if (values == null) {
      return false;
    }
    Predicate<@Nullable Object> isIn = membership.in(other);
    return values.elements().stream().noneMatch(value -> isIn.test(value.value()));
  }

  /// Whether the one requires a property that the other forbids.
  private static boolean forbids(Keywords one, Keywords other) {
    Place additional = other.at("additionalProperties");
    if (additional == null
        || !Boolean.FALSE.equals(additional.value())
        || other.hasAny("patternProperties")) {
      return false;
    }
    Place properties = other.at("properties");
    Set<String> allowed =
        properties == null ? Set.of() : properties.map("an object was expected").keySet();
    return !allowed.containsAll(required(one));
  }

  /// Whether both require a property whose values exclude each other.
  private boolean differ(Keywords one, Keywords other, int depth) {
    Place ofOne = one.at("properties");
    Place ofOther = other.at("properties");
    if (depth == DEEPEST || ofOne == null || ofOther == null) {
      return false;
    }
    Set<String> common = required(one);
    common.retainAll(required(other));
    for (String name : common) {
      Object first = ofOne.map("an object was expected").get(name);
      Object second = ofOther.map("an object was expected").get(name);
      if (first != null
          && second != null
          && exclude(ofOne.inside(name, first), ofOther.inside(name, second), depth + 1)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> required(Keywords schema) {
    Set<String> required = new HashSet<>();
    Place place = schema.at("required");
    if (place != null) {
      place.elements().forEach(name -> required.add(name.text()));
    }
    return required;
  }
}
