package llamajar.text.template.value;

/// A floating-point number.
///
/// @param number the number
public record Real(double number) implements Value {
  @Override
  public String typeName() {
    return "float";
  }

  @Override
  public boolean truth() {
    return number != 0;
  }
}
