package llamajar.text.template.value;

/// Nothing, said explicitly.
public enum None implements Value {
  /// The only one.
  NONE;

  @Override
  public String typeName() {
    return "NoneType";
  }

  @Override
  public boolean truth() {
    return false;
  }
}
