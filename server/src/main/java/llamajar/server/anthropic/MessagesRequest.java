package llamajar.server.anthropic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.server.chat.ChatCall;
import llamajar.server.chat.JavaJson;
import llamajar.server.chat.ToolChoice;
import llamajar.server.chat.ToolUse;
import llamajar.server.http.ApiException;
import llamajar.server.json.Fields;
import llamajar.server.json.Json;
import llamajar.server.model.SamplingFields;
import llamajar.server.model.ServedModel;
import tools.jackson.databind.JsonNode;

/// A request to `/v1/messages`, with its blocks turned into the messages that templates know.
///
/// @param call the conversation, and how to continue it
/// @param stream whether the answer comes in pieces
record MessagesRequest(ChatCall call, boolean stream) {

  /// @param counts whether only tokens are counted, which needs no `max_tokens`
  static MessagesRequest of(Fields fields, ServedModel model, boolean counts) throws ApiException {
    int maxTokens = fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(-1);
    if (maxTokens < 0 && !counts) {
      throw ApiException.badField("max_tokens", "'max_tokens' is missing");
    }
    SamplerSettings sampling = SamplingFields.settings(fields, model.sampling(), model.tokenizer());
    GenerationOptions options = new GenerationOptions(maxTokens, stops(fields), false, false);
    List<Object> tools = tools(fields);
    ChatCall call =
        new ChatCall(
            messages(fields),
            tools.isEmpty() ? ToolUse.NONE : new ToolUse(tools, choice(fields), several(fields)),
            null,
            Map.of(),
            sampling,
            options,
            1,
            -1);
    return new MessagesRequest(call, fields.flag("stream", false));
  }

  private static List<String> stops(Fields fields) throws ApiException {
    List<String> stops = fields.texts("stop_sequences");
    if (stops.contains("")) {
      throw fields.wrong("stop_sequences", "an array of strings, none of them empty");
    }
    return stops;
  }

  private static List<Map<String, Object>> messages(Fields fields) throws ApiException {
    List<Map<String, Object>> messages = new ArrayList<>();
    String system = text(fields, "system");
    if (!system.isEmpty()) {
      messages.add(message("system", system));
    }
    for (Fields message : fields.objects("messages")) {
      String role = message.requiredText("role");
      if (!role.equals("user") && !role.equals("assistant")) {
        throw message.wrong("role", "user or assistant");
      }
      add(messages, role, message);
    }
    if (messages.isEmpty()) {
      throw fields.wrong("messages", "an array with at least one message");
    }
    return messages;
  }

  private static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  private static void add(List<Map<String, Object>> messages, String role, Fields message)
      throws ApiException {
    JsonNode content = message.find("content");
    if (content == null || content.isString()) {
      messages.add(message(role, message.requiredText("content")));
      return;
    }
    List<String> texts = new ArrayList<>();
    List<String> thoughts = new ArrayList<>();
    List<Object> calls = new ArrayList<>();
    for (Fields block : message.objects("content")) {
      String type = block.requiredText("type");
      switch (type) {
        case "text" -> texts.add(block.requiredText("text"));
        case "thinking" -> thoughts.add(block.requiredText("thinking"));
        case "redacted_thinking" -> {}
        case "tool_use" -> calls.add(call(block));
        case "tool_result" -> messages.add(result(block));
        case "image", "document" ->
            throw ApiException.badField(
                block.path("type"), "this model takes no images and documents");
        default ->
            throw ApiException.badField(
                block.path("type"), "blocks of type '%s' are not supported".formatted(type));
      }
    }
    if (!texts.isEmpty() || !calls.isEmpty()) {
      Map<String, Object> whole = message(role, String.join("\n", texts));
      if (!thoughts.isEmpty()) {
        whole.put("reasoning_content", String.join("\n", thoughts));
      }
      if (!calls.isEmpty()) {
        whole.put("tool_calls", calls);
      }
      messages.add(whole);
    }
  }

  private static Object call(Fields block) throws ApiException {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", block.requiredText("name"));
    Optional<Fields> input = block.object("input");
    function.put("arguments", input.isEmpty() ? Map.of() : JavaJson.map(input.get().node()));
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", block.requiredText("id"));
    call.put("type", "function");
    call.put("function", function);
    return call;
  }

  private static Map<String, Object> result(Fields block) throws ApiException {
    Map<String, Object> message = message("tool", text(block, "content"));
    message.put("tool_call_id", block.requiredText("tool_use_id"));
    return message;
  }

  /// A text, or the texts of an array of blocks.
  private static String text(Fields fields, String name) throws ApiException {
    JsonNode node = fields.find(name);
    if (node == null) {
      return "";
    }
    if (node.isString()) {
      return node.stringValue();
    }
    List<String> texts = new ArrayList<>();
    for (Fields block : fields.objects(name)) {
      if (!block.requiredText("type").equals("text")) {
        throw block.wrong("type", "text");
      }
      texts.add(block.requiredText("text"));
    }
    return String.join("\n", texts);
  }

  private static List<Object> tools(Fields fields) throws ApiException {
    List<Object> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools")) {
      Map<String, Object> function = new LinkedHashMap<>();
      function.put("name", tool.requiredText("name"));
      function.put("description", tool.text("description").orElse(""));
      JsonNode schema = tool.find("input_schema");
      if (schema == null || !schema.isObject()) {
        throw tool.wrong("input_schema", "an object");
      }
      function.put("parameters", JavaJson.map(schema));
      Map<String, Object> outer = new LinkedHashMap<>();
      outer.put("type", "function");
      outer.put("function", function);
      tools.add(outer);
    }
    return tools;
  }

  private static ToolChoice choice(Fields fields) throws ApiException {
    Optional<Fields> choice = fields.object("tool_choice");
    if (choice.isEmpty()) {
      return new ToolChoice.Auto();
    }
    String type = choice.get().requiredText("type");
    return switch (type) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "any" -> new ToolChoice.Any();
      case "tool" -> new ToolChoice.Named(choice.get().requiredText("name"));
      default -> throw choice.get().wrong("type", "auto, any, tool or none");
    };
  }

  private static boolean several(Fields fields) throws ApiException {
    Optional<Fields> choice = fields.object("tool_choice");
    return choice.isEmpty() || !choice.get().flag("disable_parallel_tool_use", false);
  }

  /// Whether a text is a JSON object, as the input of a tool must be.
  static JsonNode input(String arguments) {
    try {
      JsonNode node = Json.read(arguments);
      return node.isObject() ? node : Json.object();
    } catch (tools.jackson.core.JacksonException e) {
      return Json.object();
    }
  }
}
