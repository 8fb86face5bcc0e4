package llamajar.text.template.value;

import llamajar.text.template.guard.TemplateException;

/// What a name stands for that nobody has defined. It prints nothing and is empty; anything else
/// done with it fails.
///
/// @param problem why it is undefined
/// @param isVariable whether a variable is missing, not an attribute or element
public record Undefined(String problem, boolean isVariable) implements Value {
  /// Something else than a variable is missing.
  public Undefined(String problem) {
    this(problem, false);
  }

  /// A variable of that name is missing.
  public static Undefined variable(String name) {
    return new Undefined("'%s' is undefined".formatted(name), true);
  }

  /// A value lacks that attribute or element.
  public static Undefined attribute(Value owner, String name) {
    return new Undefined(
        owner instanceof None
            ? "'None' has no attribute '%s'".formatted(name)
            : "'%s object' has no attribute '%s'".formatted(owner.typeName(), name));
  }

  /// What using it throws.
  public TemplateException failure() {
    return TemplateException.evaluation(problem);
  }

  @Override
  public String typeName() {
    return "Undefined";
  }

  @Override
  public boolean truth() {
    return false;
  }
}
