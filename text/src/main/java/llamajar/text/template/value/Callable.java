package llamajar.text.template.value;

/// Something that can be called: a function, a method of a value, a macro.
@FunctionalInterface
public non-sealed interface Callable extends Value {
  /// Calls it.
  Value call(Arguments arguments);

  @Override
  default String typeName() {
    return "function";
  }

  @Override
  default boolean truth() {
    return true;
  }
}
