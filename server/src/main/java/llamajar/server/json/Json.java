package llamajar.server.json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes JSON.
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /// An empty object.
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// An empty array.
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /// As UTF-8, in one line.
  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /// As text, in one line.
  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /// Maps, lists, strings, numbers, booleans and null as text, in one line.
  public static String text(Object plain) {
    return MAPPER.writeValueAsString(plain);
  }

  /// Reads one value.
  ///
  /// @throws JacksonException if it is no JSON
  public static JsonNode read(byte[] bytes) {
    return MAPPER.readTree(bytes);
  }

  /// Reads one value.
  ///
  /// @throws JacksonException if it is no JSON
  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }
}
