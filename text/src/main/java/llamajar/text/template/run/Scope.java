package llamajar.text.template.run;

import java.util.HashMap;
import java.util.Map;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Variables of a part of a template. What a loop or macro sets is gone after it.
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> variables;

  private Scope(@Nullable Scope outer, Map<String, Value> variables) {
    this.outer = outer;
    this.variables = variables;
  }

  /// The outermost one.
  static Scope of(Map<String, Value> variables) {
    return new Scope(null, variables);
  }

  /// An empty one inside of this one.
  Scope inner() {
    return new Scope(this, new HashMap<>());
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }

  @Nullable Value find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
