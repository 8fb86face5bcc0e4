package llamajar.compute.cpu.x64.asm;

/// Conditions of jumps, after a comparison `left, right`.
public enum Condition {
  /// `left = right`.
  EQUAL(4),
  /// `left ≠ right`.
  NOT_EQUAL(5),
  /// `left < right`, signed.
  LESS(0xC),
  /// `left ≥ right`, signed.
  GREATER_OR_EQUAL(0xD),
  /// `left ≤ right`, signed.
  LESS_OR_EQUAL(0xE),
  /// `left > right`, signed.
  GREATER(0xF);

  private final int code;

  Condition(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
