package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.value.Attributes;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.ListValue;
import llamajar.text.template.value.None;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// What filters with `attribute='a.b'` look at.
///
/// @param path names and indices in order; empty: the element itself
/// @param otherwise in place of what is undefined, or null
/// @param foldsCase whether strings count in lower case
/// @param budget what looking costs
record AttributeGetter(
    List<Value> path, @Nullable Value otherwise, boolean foldsCase, Budget budget) {

  /// For an attribute as it is given to a filter.
  static AttributeGetter of(
      @Nullable Value attribute, @Nullable Value otherwise, boolean foldsCase, Budget budget) {
    List<Value> path = new ArrayList<>();
    if (attribute instanceof Text text) {
      for (String part : text.string().split("\\.", -1)) {
        path.add(part.matches("\\d{1,9}") ? Int.of(Integer.parseInt(part)) : new Text(part));
      }
    } else if (attribute != null && !(attribute instanceof None)) {
      path.add(attribute);
    }
    return new AttributeGetter(path, otherwise, foldsCase, budget);
  }

  /// For several attributes with commas in between: their values as a list.
  static List<AttributeGetter> several(
      @Nullable Value attribute, boolean foldsCase, Budget budget) {
    List<AttributeGetter> getters = new ArrayList<>();
    if (attribute instanceof Text text) {
      for (String one : text.string().split(",", -1)) {
        getters.add(of(new Text(one), null, foldsCase, budget));
      }
    } else {
      getters.add(of(attribute, null, foldsCase, budget));
    }
    return getters;
  }

  Value of(Value element) {
    Value value = element;
    for (Value key : path) {
      budget.step();
      value = Attributes.item(value, key, budget);
      Value instead = otherwise;
      if (instead != null && value instanceof Undefined) {
        value = instead;
      }
    }
    return foldsCase && value instanceof Text text
        ? new Text(text.string().toLowerCase(Locale.ROOT))
        : value;
  }

  /// The values of several getters as one that can be compared.
  static Value key(List<AttributeGetter> getters, Value element) {
    List<Value> keys = new ArrayList<>();
    getters.forEach(getter -> keys.add(getter.of(element)));
    return new ListValue(keys);
  }
}
