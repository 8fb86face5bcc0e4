package llamajar.text.template.run;

import java.util.LinkedHashMap;
import java.util.Map;
import llamajar.text.template.value.HostObject;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// What `namespace()` makes: variables that a loop can change for good.
final class NamespaceValue implements HostObject {
  private final Map<String, Value> attributes = new LinkedHashMap<>();

  void set(String name, Value value) {
    attributes.put(name, value);
  }

  @Override
  public String typeName() {
    return "Namespace";
  }

  @Override
  public String print() {
    return "<Namespace>";
  }

  @Override
  public @Nullable Value attribute(String name) {
    return attributes.get(name);
  }
}
