package llamajar.text.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.RenderLimits;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.JavaValues;
import llamajar.text.template.value.JsonReader;
import llamajar.text.template.value.JsonStyle;
import llamajar.text.template.value.JsonWriter;
import org.jspecify.annotations.Nullable;

/// Changes messages into the shapes that a template can read.
///
/// @param capabilities of the template
record Adaptation(Capabilities capabilities) {

  List<Map<String, Object>> of(List<? extends Map<String, ?>> messages) {
    List<Map<String, Object>> adapted = new ArrayList<>();
    StringBuilder system = new StringBuilder();
    for (Map<String, ?> message : messages) {
      Map<String, Object> one = adapted(message);
      boolean isSystem = "system".equals(one.get("role"));
      if (isSystem && !capabilities.systemRole()) {
        system.append(text(one.get("content"))).append("\n\n");
      } else {
        boolean takesSystem = !system.isEmpty() && "user".equals(one.get("role"));
        if (takesSystem) {
          one.put("content", content(system + text(one.get("content"))));
          system.setLength(0);
        }
        adapted.add(one);
      }
    }
    if (!system.isEmpty()) {
      adapted.add(ChatRequest.message("user", system.toString().stripTrailing()));
    }
    return adapted;
  }

  private Map<String, Object> adapted(Map<String, ?> message) {
    Map<String, Object> copy = new LinkedHashMap<>(message);
    Object content = copy.get("content");
    if (content instanceof List<?> parts && capabilities.contentAsString() && allText(parts)) {
      copy.put("content", text(parts));
    } else if (content instanceof String string && capabilities.contentAsParts()) {
      copy.put("content", content(string));
    }
    if (copy.get("tool_calls") instanceof List<?> calls) {
      copy.put("tool_calls", calls.stream().map(this::call).toList());
    }
    return copy;
  }

  private Object content(String text) {
    return capabilities.contentAsParts() ? List.of(Map.of("type", "text", "text", text)) : text;
  }

  private static boolean allText(List<?> parts) {
    return parts.stream()
        .allMatch(part -> part instanceof Map<?, ?> map && map.get("text") instanceof String);
  }

  private static String text(@Nullable Object content) {
    if (!(content instanceof List<?> parts)) {
      return content == null ? "" : content.toString();
    }
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      if (part instanceof Map<?, ?> map && map.get("text") instanceof String piece) {
        text.append(text.isEmpty() ? "" : "\n").append(piece);
      }
    }
    return text.toString();
  }

  private Object call(Object call) {
    if (!(call instanceof Map<?, ?> map) || !(map.get("function") instanceof Map<?, ?> function)) {
      return call;
    }
    Map<Object, @Nullable Object> changed = new LinkedHashMap<>(function);
    changed.computeIfPresent("arguments", (key, value) -> arguments(value));
    Map<Object, @Nullable Object> copy = new LinkedHashMap<>(map);
    copy.put("function", changed);
    return copy;
  }

  private Object arguments(Object arguments) {
    Budget budget = new Budget(RenderLimits.defaults());
    if (arguments instanceof String json && capabilities.argumentsAsObject()) {
      try {
        return JsonReader.read(json, budget);
      } catch (TemplateException e) {
        return json;
      }
    }
    return arguments instanceof Map<?, ?> && capabilities.argumentsAsString()
        ? JsonWriter.write(JavaValues.of(arguments), JsonStyle.DEFAULT, budget)
        : arguments;
  }
}
