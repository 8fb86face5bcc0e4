package llamajar.text.chat;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.text.template.Template;
import llamajar.text.template.guard.TemplateException;

/// Finds out what a template supports by rendering conversations with words in them that are looked
/// for in the result. Reading its text would not tell: templates check roles and shapes in a
/// hundred ways.
final class Probes {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2025, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final String WORD = "zqprobe";
  private static final Map<String, Object> USER = ChatRequest.message("user", "hello");

  private final Template template;

  private Probes(Template template) {
    this.template = template;
  }

  static Capabilities of(Template template) {
    Probes probes = new Probes(template);
    String object = probes.withCall(Map.of(WORD, "x"));
    String string = probes.withCall("{\"" + WORD + "\": \"x\"}");
    boolean objectWorks = object.contains("\"" + WORD + "\"") || object.contains(WORD + "\n");
    objectWorks |= object.contains(WORD) && !object.contains("'" + WORD + "'");
    boolean stringWorks = string.contains(WORD) && !string.contains("\\\"" + WORD);
    String plain = probes.text(List.of(ChatRequest.message("user", WORD)), Map.of());
    String parts = probes.text(List.of(withParts()), Map.of());
    boolean partsWork =
        parts.contains(WORD) && !parts.contains("'type'") && !parts.contains("\"type\"");
    return new Capabilities(
        probes.text(List.of(ChatRequest.message("system", WORD), USER), Map.of()).contains(WORD),
        probes.text(List.of(USER), Map.of("tools", List.of(tool()))).contains(WORD),
        objectWorks || stringWorks,
        objectWorks && !stringWorks,
        stringWorks && !objectWorks,
        plain.contains(WORD) && !partsWork,
        partsWork && !plain.contains(WORD),
        !probes
            .text(List.of(USER), Map.of("enable_thinking", true))
            .equals(probes.text(List.of(USER), Map.of("enable_thinking", false))));
  }

  private String withCall(Object arguments) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", "call00001");
    call.put("type", "function");
    call.put("function", Map.of("name", "probe", "arguments", arguments));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("role", "assistant");
    answer.put("content", "");
    answer.put("tool_calls", List.of(call));
    Map<String, Object> result = ChatRequest.message("tool", "done");
    result.put("tool_call_id", "call00001");
    result.put("name", "probe");
    return text(List.of(USER, answer, result), Map.of());
  }

  private static Map<String, Object> withParts() {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", "user");
    message.put("content", List.of(Map.of("type", "text", "text", WORD)));
    return message;
  }

  private static Map<String, Object> tool() {
    return Map.of(
        "type",
        "function",
        "function",
        Map.of(
            "name",
            WORD,
            "description",
            "does nothing",
            "parameters",
            Map.of("type", "object", "properties", Map.of(), "required", List.of())));
  }

  /// What the template makes of messages; nothing if it refuses them.
  private String text(List<Map<String, Object>> messages, Map<String, ?> more) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("messages", new ArrayList<>(messages));
    variables.put("add_generation_prompt", true);
    variables.put("bos_token", "");
    variables.put("eos_token", "");
    variables.putAll(more);
    try {
      return template.render(variables, TIME);
    } catch (TemplateException e) {
      return "";
    }
  }
}
