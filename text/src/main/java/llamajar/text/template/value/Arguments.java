package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a call is given.
///
/// @param positional values in order
/// @param named values by keyword
public record Arguments(List<Value> positional, Map<String, Value> named) {
  /// No arguments.
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  /// Positional arguments only.
  public static Arguments of(Value... values) {
    return new Arguments(List.of(values), Map.of());
  }

  /// The same without the first positional ones.
  public Arguments from(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  /// The same with another keyword.
  public Arguments with(String name, Value value) {
    Map<String, Value> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return new Arguments(positional, more);
  }

  /// The same after another first argument.
  public Arguments after(Value first) {
    List<Value> more = new ArrayList<>();
    more.add(first);
    more.addAll(positional);
    return new Arguments(more, named);
  }
}
