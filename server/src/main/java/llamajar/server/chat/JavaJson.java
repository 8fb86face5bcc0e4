package llamajar.server.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// JSON as the plain Java objects that templates take.
public final class JavaJson {
  private JavaJson() {}

  /// A map, list, string, number, boolean or null.
  public static @Nullable Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> map(node);
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonNode element : node.values()) {
          list.add(of(element));
        }
        yield list;
      }
      case STRING -> node.stringValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.numberValue();
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  /// The fields of an object, in their order.
  public static Map<String, Object> map(JsonNode node) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      map.put(entry.getKey(), of(entry.getValue()));
    }
    @SuppressWarnings("NullAway") // Templates know null.
    Map<String, Object> result = map;
    return result;
  }
}
