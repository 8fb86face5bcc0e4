package llamajar.text.template.value;

import java.util.List;

/// What `keys()`, `values()` and `items()` of a mapping give: can be gone through, not indexed.
///
/// @param typeName `dict_keys`, `dict_values` or `dict_items`
/// @param items the elements
public record ViewValue(String typeName, List<Value> items) implements Value {
  @Override
  public boolean truth() {
    return !items.isEmpty();
  }
}
