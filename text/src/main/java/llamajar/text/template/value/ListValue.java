package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.List;

/// A list. Templates may change it; each rendering works on copies of what it was given.
///
/// @param items its elements
public record ListValue(List<Value> items) implements Value {
  /// A new list with these elements.
  public static ListValue copyOf(List<? extends Value> items) {
    return new ListValue(new ArrayList<>(items));
  }

  @Override
  public String typeName() {
    return "list";
  }

  @Override
  public boolean truth() {
    return !items.isEmpty();
  }
}
