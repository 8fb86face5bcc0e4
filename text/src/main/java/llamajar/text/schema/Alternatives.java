package llamajar.text.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes references and combinations apart: what `$ref`, `allOf`, `anyOf` and `oneOf` say becomes a
/// list of schemas without them, of which one has to hold.
final class Alternatives {
  private static final int MOST = 512;

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$id",
          "$anchor",
          "$dynamicAnchor",
          "$comment",
          "$defs",
          "definitions",
          "$vocabulary",
          "title",
          "description",
          "default",
          "examples",
          "example",
          "deprecated",
          "readOnly",
          "writeOnly",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "discriminator",
          "externalDocs",
          "xml");

  private static final Set<String> COMBINATIONS = Set.of("$ref", "allOf", "anyOf", "oneOf");

  private static final Set<String> ASSERTIONS = assertions();

  private final @Nullable Object root;
  private final Exclusion exclusion;
  private final Conjunction conjunction = new Conjunction();
  private final Set<String> open = new HashSet<>();

  Alternatives(@Nullable Object root, Exclusion.Membership membership) {
    this.root = root;
    exclusion = new Exclusion(this, membership);
  }

  private static Set<String> assertions() {
    Set<String> all = new HashSet<>(Set.of(Types.KEYWORDS));
    all.addAll(Set.of("type", "enum", "const", "nullable"));
    return Set.copyOf(all);
  }

  /// What a schema refers to, if it does nothing else; null if it does.
  @Nullable Place onlyReference(Place schema) {
    if (!(schema.value() instanceof Map<?, ?>)) {
      return null;
    }
    Keywords own = own(schema);
    Place reference = own.at("$ref");
    return reference != null && own.places().size() == 1 ? target(reference) : null;
  }

  /// The schemas that a schema chooses from, if it does nothing else; null if it does.
  @Nullable List<Place> onlyChoices(Place schema) {
    if (!(schema.value() instanceof Map<?, ?>)) {
      return null;
    }
    Keywords own = own(schema);
    if (own.places().size() != 1 || !own.hasAny("anyOf", "oneOf")) {
      return null;
    }
    return choices(own.places().values().iterator().next(), own.hasAny("oneOf"));
  }

  /// The schemas of which one has to hold.
  List<Keywords> of(Place schema) {
    if (schema.value() instanceof Boolean truth) {
      return truth ? List.of(new Keywords(schema, Map.of())) : List.of();
    }
    if (!open.add(schema.pointer())) {
      throw schema.problem("it refers to itself by way of $ref, allOf, anyOf or oneOf only");
    }
    Keywords own = own(schema);
    Map<String, Place> plain = new LinkedHashMap<>(own.places());
    plain.keySet().removeAll(COMBINATIONS);
    List<Keywords> all = List.of(new Keywords(schema, plain));
    Place reference = own.at("$ref");
    if (reference != null) {
      all = both(all, of(target(reference)), reference);
    }
    Place together = own.at("allOf");
    if (together != null) {
      for (Place part : together.elements()) {
        all = both(all, of(part), part);
      }
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      Place choice = own.at(keyword);
      if (choice != null) {
        List<Keywords> any = new ArrayList<>();
        for (Place part : choices(choice, keyword.equals("oneOf"))) {
          any.addAll(of(part));
        }
        all = both(all, any, choice);
      }
    }
    open.remove(schema.pointer());
    return all;
  }

  private List<Place> choices(Place choice, boolean exclusive) {
    List<Place> parts = choice.elements();
    if (exclusive) {
      exclusion.require(parts);
    }
    return parts;
  }

  private List<Keywords> both(List<Keywords> some, List<Keywords> others, Place place) {
    List<Keywords> all = new ArrayList<>();
    for (Keywords one : some) {
      for (Keywords other : others) {
        Keywords joined = conjunction.of(one, other);
        if (joined != null) {
          all.add(joined);
        }
        if (all.size() > MOST) {
          throw place.problem("allOf and anyOf unfold to more than %d cases".formatted(MOST));
        }
      }
    }
    return all;
  }

  /// A schema's keywords without annotations; `const` and `nullable` are put in other words.
  private static Keywords own(Place schema) {
    Map<String, Place> places = new LinkedHashMap<>();
    schema
        .keywords()
        .forEach((keyword, value) -> {
          boolean silent = ANNOTATIONS.contains(keyword) || keyword.startsWith("x-");
          if (silent) {
            return;
          }
          Place place = schema.inside(keyword, value);
          if (!ASSERTIONS.contains(keyword) && !COMBINATIONS.contains(keyword)) {
            throw place.problem("the keyword '%s' is not supported".formatted(keyword));
          }
          places.put(keyword, place);
        });
    Place constant = places.remove("const");
    if (constant != null) {
      List<@Nullable Object> one = new ArrayList<>();
      one.add(constant.value());
      Place values = new Place(one, constant.pointer(), constant.depth());
      Place given = places.get("enum");
      places.put("enum", given == null ? values : Conjunction.common(given, values));
    }
    Place nullable = places.remove("nullable");
    Place type = places.get("type");
    if (nullable != null && nullable.truth() && type != null) {
      List<@Nullable Object> types =
          new ArrayList<>(type.value() instanceof List<?> list ? list : List.of(type.text()));
      types.add("null");
      places.put("type", new Place(types, type.pointer(), type.depth()));
    }
    return new Keywords(schema, places);
  }

  private Place target(Place reference) {
    String text = reference.text();
    if (!text.equals("#") && !text.startsWith("#/")) {
      throw reference.problem(
          "the reference '%s' leads elsewhere; only those inside the schema are supported, such as #/$defs/name"
              .formatted(text));
    }
    Object value = root;
    StringBuilder pointer = new StringBuilder("#");
    for (String part : text.length() < 2 ? new String[0] : text.substring(2).split("/", -1)) {
      String name = percentDecoded(part, reference).replace("~1", "/").replace("~0", "~");
      if (value instanceof Map<?, ?> map && map.containsKey(name)) {
        value = map.get(name);
      } else if (value instanceof List<?> list && isIndex(name, list.size())) {
        value = list.get(Integer.parseInt(name));
      } else {
        throw reference.problem("there is nothing at '%s'".formatted(text));
      }
      pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
    }
    return new Place(value, pointer.toString(), reference.inside("", null).depth());
  }

  private static boolean isIndex(String name, int size) {
    return name.matches("0|[1-9]\\d{0,6}") && Integer.parseInt(name) < size;
  }

  private static String percentDecoded(String part, Place reference) {
    try {
      return java.net.URLDecoder.decode(
          part.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw reference.problem("a reference has a % that begins no byte");
    }
  }
}
