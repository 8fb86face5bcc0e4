package llamajar.server.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.engine.GenerationOptions;
import llamajar.server.chat.ChatCall;
import llamajar.server.chat.ContentRule;
import llamajar.server.chat.JavaJson;
import llamajar.server.http.ApiException;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.SamplingFields;
import llamajar.server.model.ServedModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A request to `/v1/responses`, with its items turned into the messages that templates know.
/// Nothing is kept between requests: what refers to an earlier response is refused.
///
/// @param call the conversation, and how to continue it
/// @param stream whether the answer comes in pieces
record ResponsesRequest(ChatCall call, boolean stream) {

  static ResponsesRequest of(Fields fields, ServedModel model) throws ApiException {
    for (String stored : List.of("previous_response_id", "conversation", "prompt")) {
      if (fields.has(stored)) {
        throw ApiException.badField(
            stored,
            "'%s': this server keeps nothing between requests; send the whole conversation as 'input'"
                .formatted(stored));
      }
    }
    if (fields.flag("background", false)) {
      throw fields.wrong("background", "false");
    }
    int maxTokens = fields.integer("max_output_tokens", 1, Integer.MAX_VALUE).orElse(-1);
    ChatCall call =
        new ChatCall(
            messages(fields),
            ChatRequest.toolUse(fields, tools(fields)),
            content(fields),
            Map.of(),
            SamplingFields.settings(fields, model.sampling(), model.tokenizer()),
            new GenerationOptions(maxTokens, List.of(), false, false),
            1,
            -1);
    return new ResponsesRequest(call, fields.flag("stream", false));
  }

  private static List<Map<String, Object>> messages(Fields fields) throws ApiException {
    List<Map<String, Object>> messages = new ArrayList<>();
    Optional<String> instructions = fields.text("instructions");
    if (instructions.isPresent()) {
      messages.add(message("system", instructions.get()));
    }
    JsonNode input = fields.find("input");
    if (input == null) {
      throw ApiException.badField("input", "'input' is missing");
    }
    if (input.isString()) {
      messages.add(message("user", input.stringValue()));
      return messages;
    }
    if (!input.isArray()) {
      throw fields.wrong("input", "a string or an array with at least one item");
    }
    for (Fields item : fields.objects("input")) {
      add(messages, item);
    }
    if (messages.isEmpty()) {
      throw fields.wrong("input", "a string or an array with at least one item");
    }
    return messages;
  }

  private static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  private static void add(List<Map<String, Object>> messages, Fields item) throws ApiException {
    String type = item.text("type").orElse("message");
    switch (type) {
      case "message" -> {
        String role = item.requiredText("role");
        String known = role.equals("developer") ? "system" : role;
        if (!List.of("system", "user", "assistant").contains(known)) {
          throw item.wrong("role", "one of system, developer, user, assistant");
        }
        messages.add(message(known, ChatMessages.content(item, "content")));
      }
      case "function_call" -> addCall(messages, item);
      case "function_call_output" -> {
        Map<String, Object> result = message("tool", ChatMessages.content(item, "output"));
        result.put("tool_call_id", item.requiredText("call_id"));
        messages.add(result);
      }
      case "reasoning" -> {
        // Models of today don't want their earlier thoughts back.
      }
      default ->
          throw ApiException.badField(
              item.path("type"), "items of type '%s' are not supported".formatted(type));
    }
  }

  /// Calls that follow each other belong to one message.
  private static void addCall(List<Map<String, Object>> messages, Fields item) throws ApiException {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", item.requiredText("name"));
    function.put("arguments", arguments(item.requiredText("arguments")));
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", item.requiredText("call_id"));
    call.put("type", "function");
    call.put("function", function);
    List<Object> calls = new ArrayList<>();
    if (!messages.isEmpty() && messages.getLast().get("tool_calls") instanceof List<?> before) {
      calls.addAll(before);
    } else {
      messages.add(message("assistant", ""));
    }
    calls.add(call);
    messages.getLast().put("tool_calls", calls);
  }

  private static Object arguments(String text) {
    try {
      JsonNode node = Json.read(text);
      return node.isObject() ? JavaJson.map(node) : text;
    } catch (JacksonException e) {
      return text;
    }
  }

  /// Tools are flat here, and inside of `function` for templates.
  private static List<Object> tools(Fields fields) throws ApiException {
    List<Object> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools")) {
      String type = tool.requiredText("type");
      if (!type.equals("function")) {
        throw ApiException.badField(
            tool.path("type"), "tools of type '%s' are not supported".formatted(type));
      }
      Map<String, Object> function = new LinkedHashMap<>();
      function.put("name", tool.requiredText("name"));
      function.put("description", tool.text("description").orElse(""));
      JsonNode parameters = tool.find("parameters");
      function.put("parameters", parameters == null ? Map.of() : JavaJson.map(parameters));
      function.put("strict", tool.flag("strict", false));
      Map<String, Object> outer = new LinkedHashMap<>();
      outer.put("type", "function");
      outer.put("function", function);
      tools.add(outer);
    }
    return tools;
  }

  private static @Nullable ContentRule content(Fields fields) throws ApiException {
    Optional<Fields> text = fields.object("text");
    Optional<Fields> format = text.isEmpty() ? Optional.empty() : text.get().object("format");
    if (format.isEmpty()) {
      return null;
    }
    String type = format.get().requiredText("type");
    return switch (type) {
      case "text" -> null;
      case "json_object" -> ContentRule.anyObject("text.format");
      case "json_schema" -> {
        JsonNode schema = format.get().find("schema");
        if (schema == null || !schema.isObject()) {
          throw format.get().wrong("schema", "an object");
        }
        yield ContentRule.schema("text.format.schema", JavaJson.map(schema));
      }
      default -> throw format.get().wrong("type", "text, json_object or json_schema");
    };
  }
}
