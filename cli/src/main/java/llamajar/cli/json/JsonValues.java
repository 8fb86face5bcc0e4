package llamajar.cli.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// JSON as plain values: maps in the order of the text, lists, strings, numbers, truth values and
/// null.
public final class JsonValues {
  private JsonValues() {}

  /// The value that a text is.
  ///
  /// @param source what messages call the text
  /// @throws JsonProblem if it is no JSON, or more than one value
  public static @Nullable Object parse(String text, String source) throws JsonProblem {
    try (JsonParser parser = JsonText.parser(text)) {
      if (parser.nextToken() == null) {
        throw new JsonProblem(source, parser.currentLocation(), "there is no JSON value");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonProblem(
            source, parser.currentTokenLocation(), "nothing was expected after the value");
      }
      return value;
    } catch (JacksonException e) {
      throw new JsonProblem(source, e);
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case PROPERTY_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("a value can't begin with " + token);
    };
  }

  private static Map<String, @Nullable Object> members(JsonParser parser) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static List<@Nullable Object> elements(JsonParser parser) {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }
}
