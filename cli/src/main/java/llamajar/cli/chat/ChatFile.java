package llamajar.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.cli.json.JsonText;
import llamajar.cli.json.PlainJson;
import llamajar.cli.option.Utf8Text;

/// Conversations in files: `{"messages": [{"role": ..., "content": ...}, ...]}`.
final class ChatFile {
  private ChatFile() {}

  static void save(Path file, List<Map<String, Object>> messages) throws IOException {
    String json =
        JsonText.of(out -> {
          out.writeStartObject();
          out.writeArrayPropertyStart("messages");
          for (Map<String, Object> message : messages) {
            out.writeStartObject();
            message.forEach((name, value) -> out.writeStringProperty(name, String.valueOf(value)));
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
    Files.writeString(file, json + "\n");
  }

  static List<Map<String, Object>> load(Path file) throws IOException {
    List<Map<String, Object>> messages = new ArrayList<>();
    Object found = PlainJson.object(Utf8Text.read(file), file.toString()).get("messages");
    if (!(found instanceof List<?> list)) {
      throw new IOException(file + ": holds no \"messages\"");
    }
    for (Object item : list) {
      boolean usable =
          item instanceof Map<?, ?> map
              && map.get("role") instanceof String
              && map.get("content") instanceof String;
      if (!usable || !(item instanceof Map<?, ?> map)) {
        throw new IOException(file + ": a message needs a role and content, both text");
      }
      Map<String, Object> message = new LinkedHashMap<>();
      map.forEach((name, value) -> message.put(String.valueOf(name), String.valueOf(value)));
      messages.add(message);
    }
    return messages;
  }
}
