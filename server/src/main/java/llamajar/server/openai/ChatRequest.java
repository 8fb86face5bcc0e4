package llamajar.server.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import llamajar.server.chat.ChatCall;
import llamajar.server.chat.ContentRule;
import llamajar.server.chat.JavaJson;
import llamajar.server.chat.ToolChoice;
import llamajar.server.chat.ToolUse;
import llamajar.server.http.ApiException;
import llamajar.server.json.Fields;
import llamajar.server.model.SamplingFields;
import llamajar.server.model.ServedModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request to `/v1/chat/completions`.
///
/// @param call the conversation, and how to continue it
/// @param stream whether the answer comes in pieces
/// @param includeUsage whether the stream ends with what it took
/// @param progress whether the stream tells how far the prompt has been read
record ChatRequest(ChatCall call, boolean stream, boolean includeUsage, boolean progress) {
  private static final int MOST_CHOICES = 128;
  private static final int MOST_LOGPROBS = 20;

  static ChatRequest of(Fields fields, ServedModel model) throws ApiException {
    OptionalInt top = fields.integer("top_logprobs", 0, MOST_LOGPROBS);
    boolean logprobs = fields.flag("logprobs", false);
    if (top.isPresent() && !logprobs) {
      throw fields.wrong("logprobs", "true where there is 'top_logprobs'");
    }
    ChatCall call =
        new ChatCall(
            ChatMessages.of(fields),
            toolUse(fields, tools(fields)),
            content(fields),
            variables(fields),
            SamplingFields.settings(fields, model.sampling(), model.tokenizer()),
            SamplingFields.options(fields, maxTokens(fields), false),
            fields.integer("n", 1, MOST_CHOICES).orElse(1),
            logprobs ? top.orElse(0) : -1);
    return new ChatRequest(
        call,
        fields.flag("stream", false),
        StreamOptions.includeUsage(fields),
        fields.flag("return_progress", false));
  }

  private static int maxTokens(Fields fields) throws ApiException {
    OptionalInt most = fields.integer("max_completion_tokens", -1, Integer.MAX_VALUE);
    return most.isPresent()
        ? most.getAsInt()
        : fields.integer("max_tokens", -1, Integer.MAX_VALUE).orElse(-1);
  }

  static List<Object> tools(Fields fields) throws ApiException {
    List<Object> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools")) {
      String type = tool.text("type").orElse("function");
      if (!type.equals("function")) {
        throw ApiException.badField(
            tool.path("type"), "tools of type '%s' are not supported".formatted(type));
      }
      Optional<Fields> function = tool.object("function");
      if (function.isEmpty()) {
        throw tool.wrong("function", "an object");
      }
      function.get().requiredText("name");
      tools.add(JavaJson.map(tool.node()));
    }
    return tools;
  }

  private static ToolChoice choice(Fields fields) throws ApiException {
    JsonNode node = fields.find("tool_choice");
    if (node == null) {
      return new ToolChoice.Auto();
    }
    if (node.isObject()) {
      Fields choice = Fields.of(node, "tool_choice");
      Optional<Fields> function = choice.object("function");
      return new ToolChoice.Named(
          function.isPresent() ? function.get().requiredText("name") : choice.requiredText("name"));
    }
    String choice = fields.text("tool_choice").orElse("");
    return switch (choice) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "required", "any" -> new ToolChoice.Any();
      default -> throw fields.wrong("tool_choice", "auto, none, required, or a function");
    };
  }

  static ToolUse toolUse(Fields fields, List<Object> tools) throws ApiException {
    return tools.isEmpty()
        ? ToolUse.NONE
        : new ToolUse(tools, choice(fields), fields.flag("parallel_tool_calls", true));
  }

  /// What `response_format` asks for, or llama.cpp's `json_schema` and `grammar`.
  private static @Nullable ContentRule content(Fields fields) throws ApiException {
    List<ContentRule> rules = new ArrayList<>();
    Optional<Fields> format = fields.object("response_format");
    if (format.isPresent()) {
      ContentRule rule = responseFormat(format.get());
      if (rule != null) {
        rules.add(rule);
      }
    }
    Optional<Fields> schema = fields.object("json_schema");
    if (schema.isPresent()) {
      rules.add(ContentRule.schema("json_schema", JavaJson.map(schema.get().node())));
    }
    String grammar = fields.text("grammar").orElse("");
    if (!grammar.isEmpty()) {
      rules.add(ContentRule.grammar("grammar", grammar));
    }
    if (rules.size() > 1) {
      throw ApiException.badField(
          rules.getLast().field(), "'response_format', 'json_schema', 'grammar': give one of them");
    }
    return rules.isEmpty() ? null : rules.getFirst();
  }

  private static @Nullable ContentRule responseFormat(Fields format) throws ApiException {
    String field = "response_format";
    String type = format.requiredText("type");
    return switch (type) {
      case "text" -> null;
      case "json_object" -> {
        JsonNode schema = format.find("schema");
        yield schema == null
            ? ContentRule.anyObject(field)
            : ContentRule.schema(field + ".schema", JavaJson.map(schema));
      }
      case "json_schema" -> {
        Optional<Fields> named = format.object("json_schema");
        JsonNode schema = named.isEmpty() ? null : named.get().find("schema");
        if (schema == null || !schema.isObject()) {
          throw ApiException.badField(
              "response_format.json_schema.schema",
              "'response_format.json_schema.schema' must be an object");
        }
        yield ContentRule.schema(field, JavaJson.map(schema));
      }
      default -> throw format.wrong("type", "text, json_object or json_schema");
    };
  }

  private static Map<String, Object> variables(Fields fields) throws ApiException {
    Map<String, Object> variables = new LinkedHashMap<>();
    Optional<Fields> more = fields.object("chat_template_kwargs");
    if (more.isPresent()) {
      variables.putAll(JavaJson.map(more.get().node()));
    }
    if (fields.has("add_generation_prompt")) {
      variables.put("add_generation_prompt", fields.flag("add_generation_prompt", true));
    }
    return variables;
  }
}
