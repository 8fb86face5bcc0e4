package llamajar.server.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.server.chat.JavaJson;
import llamajar.server.http.ApiException;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Messages of OpenAI's chat interface in the form that templates expect.
final class ChatMessages {
  private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

  private ChatMessages() {}

  static List<Map<String, Object>> of(Fields fields) throws ApiException {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (Fields message : fields.objects("messages")) {
      messages.add(message(message));
    }
    if (messages.isEmpty()) {
      throw fields.wrong("messages", "an array with at least one message");
    }
    return messages;
  }

  private static Map<String, Object> message(Fields fields) throws ApiException {
    Map<String, Object> message = new LinkedHashMap<>();
    String role = fields.requiredText("role");
    // What OpenAI calls a developer's message now is a system message to all models there are.
    role = role.equals("developer") ? "system" : role.equals("function") ? "tool" : role;
    if (!ROLES.contains(role)) {
      throw fields.wrong("role", "one of system, developer, user, assistant, tool");
    }
    message.put("role", role);
    message.put("content", content(fields, "content"));
    put(message, "name", fields);
    put(message, "tool_call_id", fields);
    put(message, "reasoning_content", fields);
    if (fields.has("tool_calls")) {
      message.put("tool_calls", calls(fields));
    }
    return message;
  }

  private static void put(Map<String, Object> message, String name, Fields fields)
      throws ApiException {
    fields.text(name).ifPresent(value -> message.put(name, value));
  }

  /// A text, or the texts of an array of parts.
  static String content(Fields fields, String name) throws ApiException {
    JsonNode node = fields.find(name);
    if (node == null) {
      return "";
    }
    if (node.isString()) {
      return node.stringValue();
    }
    if (!node.isArray()) {
      throw fields.wrong(name, "a string or an array of parts");
    }
    List<String> texts = new ArrayList<>();
    for (Fields part : fields.objects(name)) {
      String type = part.requiredText("type");
      switch (type) {
        case "text", "input_text", "output_text" -> texts.add(part.requiredText("text"));
        case "refusal" -> texts.add(part.requiredText("refusal"));
        case "image_url", "input_image", "image" ->
            throw ApiException.badField(
                part.path("type"), "this model takes no images: leave out '%s'".formatted(type));
        default ->
            throw ApiException.badField(
                part.path("type"), "parts of type '%s' are not supported".formatted(type));
      }
    }
    return String.join("\n", texts);
  }

  private static List<Object> calls(Fields fields) throws ApiException {
    List<Object> calls = new ArrayList<>();
    for (Fields call : fields.objects("tool_calls")) {
      Fields function =
          call.object("function").orElseThrow(() -> call.wrong("function", "an object"));
      Map<String, Object> inner = new LinkedHashMap<>();
      inner.put("name", function.requiredText("name"));
      inner.put("arguments", arguments(function));
      Map<String, Object> outer = new LinkedHashMap<>();
      call.text("id").ifPresent(id -> outer.put("id", id));
      outer.put("type", "function");
      outer.put("function", inner);
      calls.add(outer);
    }
    return calls;
  }

  /// Clients send arguments as a string of JSON; templates expect what it says.
  private static Object arguments(Fields function) throws ApiException {
    JsonNode node = function.find("arguments");
    if (node == null) {
      return Map.of();
    }
    if (node.isObject()) {
      return JavaJson.map(node);
    }
    String text = function.requiredText("arguments");
    try {
      JsonNode parsed = Json.read(text);
      return parsed.isObject() ? JavaJson.map(parsed) : text;
    } catch (JacksonException e) {
      return text;
    }
  }
}
