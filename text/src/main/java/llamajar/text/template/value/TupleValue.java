package llamajar.text.template.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list that does not change.
///
/// @param items its elements
/// @param names of the first elements, where they can be had as attributes
public record TupleValue(List<Value> items, List<String> names) implements Value {
  /// A tuple without names.
  public TupleValue(List<Value> items) {
    this(items, List.of());
  }

  /// A tuple of these elements.
  public static TupleValue of(Value... items) {
    return new TupleValue(List.of(items));
  }

  /// The element of a name, or null.
  @Nullable Value named(String name) {
    int index = names.indexOf(name);
    return index < 0 ? null : items.get(index);
  }

  @Override
  public String typeName() {
    return "tuple";
  }

  @Override
  public boolean truth() {
    return !items.isEmpty();
  }
}
