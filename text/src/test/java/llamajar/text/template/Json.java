package llamajar.text.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON in tests.
public final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /// A text as a tree.
  public static JsonNode tree(String text) {
    return MAPPER.readTree(text);
  }

  /// Lines as trees.
  static List<JsonNode> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(Json::tree).toList();
  }

  /// A tree as plain Java objects.
  public static @Nullable Object plain(JsonNode node) {
    return MAPPER.treeToValue(node, Object.class);
  }

  /// An object as a map.
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> map(JsonNode node) {
    return MAPPER.treeToValue(node, Map.class);
  }
}
