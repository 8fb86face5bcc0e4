package llamajar.text.template.value;

import org.jspecify.annotations.Nullable;

/// An object with attributes: a namespace, the variable `loop`, a macro seen as an object.
public non-sealed interface HostObject extends Value {
  /// An attribute, or null if there is none.
  @Nullable Value attribute(String name);

  /// What calling it does, or null if it can't be called.
  default @Nullable Callable callable() {
    return null;
  }

  /// What it prints.
  default String print() {
    return "<%s object>".formatted(typeName());
  }

  @Override
  default boolean truth() {
    return true;
  }
}
