package llamajar.cli.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// JSON as plain Java objects: maps, lists, strings, numbers, booleans and null.
public final class PlainJson {
  private PlainJson() {}

  /// The object in a text.
  ///
  /// @param source where the text is from
  /// @throws JsonProblem if it is no JSON, or no object
  public static Map<String, @Nullable Object> object(String text, String source)
      throws JsonProblem {
    try (JsonParser parser = JsonText.parser(text)) {
      parser.nextToken();
      if (!(value(parser) instanceof Map<?, ?> map)) {
        throw new JsonProblem(source, parser.currentTokenLocation(), "an object was expected");
      }
      if (parser.nextToken() != null) {
        throw new JsonProblem(
            source, parser.currentTokenLocation(), "nothing was expected after the object");
      }
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      map.forEach((key, value) -> object.put(String.valueOf(key), value));
      return object;
    } catch (JacksonException e) {
      throw new JsonProblem(source, e);
    }
  }

  /// The value that the parser is at.
  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> map(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> null;
    };
  }

  private static Map<String, @Nullable Object> map(JsonParser parser) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextName() != null) {
      String name = parser.currentName();
      parser.nextToken();
      map.put(name, value(parser));
    }
    return map;
  }

  private static List<@Nullable Object> list(JsonParser parser) {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }
}
