package llamajar.server.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import llamajar.server.http.ApiException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The fields of a JSON object. A field that is null counts as absent; fields that nobody asks for
/// are ignored; one of the wrong kind is refused by name.
public final class Fields {
  private final JsonNode node;
  private final String path;

  private Fields(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /// The fields of a request's body.
  ///
  /// @throws ApiException if it is not one JSON object
  public static Fields of(byte[] body) throws ApiException {
    JsonNode node;
    try {
      node = Json.read(body);
    } catch (JacksonException e) {
      throw ApiException.of(
          400, "the body is not valid JSON: " + firstLine(e.getOriginalMessage()));
    }
    if (!node.isObject()) {
      throw ApiException.of(400, "the body must be a JSON object");
    }
    return new Fields(node, "");
  }

  /// The fields of an object inside a request.
  ///
  /// @param path where it is
  /// @throws ApiException if it is not an object
  public static Fields of(JsonNode node, String path) throws ApiException {
    if (!node.isObject()) {
      throw ApiException.badField(path, "'%s' must be an object".formatted(path));
    }
    return new Fields(node, path + ".");
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }

  /// Where a field is, from the beginning of the request.
  public String path(String name) {
    return path + name;
  }

  /// Whether a field is there.
  public boolean has(String name) {
    return find(name) != null;
  }

  /// A field of any kind, or null.
  public @Nullable JsonNode find(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /// The object itself.
  public JsonNode node() {
    return node;
  }

  /// A refusal of a field.
  public ApiException wrong(String name, String wanted) {
    return ApiException.badField(path + name, "'%s' must be %s".formatted(path + name, wanted));
  }

  /// A text.
  public Optional<String> text(String name) throws ApiException {
    JsonNode value = find(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw wrong(name, "a string");
    }
    return Optional.of(value.stringValue());
  }

  /// A text that must be there.
  public String requiredText(String name) throws ApiException {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      throw ApiException.badField(path + name, "'%s' is missing".formatted(path + name));
    }
    return value.get();
  }

  /// A whole number.
  public OptionalInt integer(String name, int least, int most) throws ApiException {
    JsonNode value = find(name);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw wrong(
          name,
          most == Integer.MAX_VALUE
              ? "an integer of at least %d".formatted(least)
              : "an integer from %d to %d".formatted(least, most));
    }
    return OptionalInt.of(value.intValue());
  }

  /// A whole number of 64 bits.
  public OptionalLong longInteger(String name) throws ApiException {
    JsonNode value = find(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "an integer");
    }
    return OptionalLong.of(value.longValue());
  }

  /// A number.
  public OptionalDouble number(String name) throws ApiException {
    JsonNode value = find(name);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber()) {
      throw wrong(name, "a number");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  /// True or false.
  public boolean flag(String name, boolean otherwise) throws ApiException {
    JsonNode value = find(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  /// An object.
  public Optional<Fields> object(String name) throws ApiException {
    JsonNode value = find(name);
    return value == null ? Optional.empty() : Optional.of(of(value, path + name));
  }

  /// The elements of an array; none if it is not there.
  public List<JsonNode> list(String name) throws ApiException {
    JsonNode value = find(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name, "an array");
    }
    return new ArrayList<>(value.values());
  }

  /// The objects of an array; none if it is not there.
  public List<Fields> objects(String name) throws ApiException {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : list(name)) {
      objects.add(of(element, "%s%s[%d]".formatted(path, name, objects.size())));
    }
    return objects;
  }

  /// A text or an array of texts; none if it is not there.
  public List<String> texts(String name) throws ApiException {
    JsonNode value = find(name);
    if (value != null && value.isString()) {
      return List.of(value.stringValue());
    }
    List<String> texts = new ArrayList<>();
    if (value != null && !value.isArray()) {
      throw wrong(name, "a string or an array of strings");
    }
    for (JsonNode element : list(name)) {
      if (!element.isString()) {
        throw wrong(name, "a string or an array of strings");
      }
      texts.add(element.stringValue());
    }
    return texts;
  }
}
