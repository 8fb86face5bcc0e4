package llamajar.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import llamajar.cli.json.JsonText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// JSON that tests look into.
///
/// @param members of an object, in order
/// @param elements of an array
/// @param scalar the text of a string, number or truth value
public record JsonTree(
    Map<String, JsonTree> members, List<JsonTree> elements, @Nullable String scalar) {

  /// Reads a text that is one JSON value.
  public static JsonTree parse(String text) {
    try (JsonParser parser = JsonText.parser(text)) {
      parser.nextToken();
      return value(parser);
    }
  }

  /// A member of an object.
  public JsonTree at(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  /// An element of an array.
  public JsonTree at(int index) {
    return elements.get(index);
  }

  /// The text of a scalar.
  public String text() {
    return Objects.requireNonNull(scalar);
  }

  /// A number.
  public double number() {
    return Double.parseDouble(text());
  }

  private static JsonTree value(JsonParser parser) {
    if (parser.isExpectedStartObjectToken()) {
      Map<String, JsonTree> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, value(parser));
      }
      return new JsonTree(members, List.of(), null);
    }
    if (parser.isExpectedStartArrayToken()) {
      List<JsonTree> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(parser));
      }
      return new JsonTree(Map.of(), elements, null);
    }
    return new JsonTree(Map.of(), List.of(), parser.getString());
  }
}
