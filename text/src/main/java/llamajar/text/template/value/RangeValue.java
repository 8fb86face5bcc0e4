package llamajar.text.template.value;

/// The numbers of a `range`.
///
/// @param start first number
/// @param stop bound that is not reached
/// @param step difference, not 0
public record RangeValue(long start, long stop, long step) implements Value {
  /// Number of numbers.
  public int length() {
    long distance = step > 0 ? stop - start : start - stop;
    return distance <= 0 ? 0 : Math.toIntExact(1 + (distance - 1) / Math.abs(step));
  }

  /// The number at a position.
  public Int at(int index) {
    return Int.of(start + index * step);
  }

  @Override
  public String typeName() {
    return "range";
  }

  @Override
  public boolean truth() {
    return length() > 0;
  }
}
