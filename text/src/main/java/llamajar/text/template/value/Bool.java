package llamajar.text.template.value;

/// True or false; counts as 1 or 0 among numbers.
public enum Bool implements Value {
  /// False.
  FALSE,
  /// True.
  TRUE;

  /// The value of a condition.
  public static Bool of(boolean condition) {
    return condition ? TRUE : FALSE;
  }

  /// 1 or 0.
  long number() {
    return this == TRUE ? 1 : 0;
  }

  @Override
  public String typeName() {
    return "bool";
  }

  @Override
  public boolean truth() {
    return this == TRUE;
  }
}
