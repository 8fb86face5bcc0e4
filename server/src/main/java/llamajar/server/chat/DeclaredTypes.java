package llamajar.server.chat;

import java.util.List;
import java.util.Map;
import llamajar.text.answer.ParameterTypes;

/// What the tools of a request say about their parameters.
///
/// @param tools `{"type": "function", "function": {…}}`
record DeclaredTypes(List<Object> tools) implements ParameterTypes {
  @Override
  public boolean isString(String tool, String parameter) {
    return function(tool).get("parameters") instanceof Map<?, ?> schema
        && schema.get("properties") instanceof Map<?, ?> properties
        && properties.get(parameter) instanceof Map<?, ?> type
        && "string".equals(type.get("type"));
  }

  @Override
  public boolean isTool(String name) {
    return !function(name).isEmpty();
  }

  /// What is declared of a tool; empty if there is none of that name.
  private Map<?, ?> function(String name) {
    for (Object declared : tools) {
      if (declared instanceof Map<?, ?> outer
          && outer.get("function") instanceof Map<?, ?> function
          && name.equals(function.get("name"))) {
        return function;
      }
    }
    return Map.of();
  }
}
