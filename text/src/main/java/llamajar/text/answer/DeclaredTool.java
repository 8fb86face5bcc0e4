package llamajar.text.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tool that a model may call.
///
/// @param name by which it is called
/// @param parameters JSON schema of its arguments, as plain values; null if nothing is said of them
/// @param strict whether a schema that can't be held must be refused rather than ignored
public record DeclaredTool(String name, @Nullable Map<String, Object> parameters, boolean strict) {

  /// The tools of a request.
  ///
  /// @param tools `{"type": "function", "function": {"name": …, "parameters": …, "strict": …}}`;
  ///   anything else is passed over
  public static List<DeclaredTool> of(List<?> tools) {
    List<DeclaredTool> declared = new ArrayList<>();
    for (Object tool : tools) {
      if (tool instanceof Map<?, ?> outer
          && outer.get("function") instanceof Map<?, ?> function
          && function.get("name") instanceof String name) {
        declared.add(
            new DeclaredTool(
                name,
                map(function.get("parameters")),
                Boolean.TRUE.equals(function.get("strict"))));
      }
    }
    return declared;
  }

  private static @Nullable Map<String, Object> map(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return null;
    }
    @SuppressWarnings("unchecked") // Keys of JSON objects.
    Map<String, Object> schema = (Map<String, Object>) map;
    return schema;
  }
}
