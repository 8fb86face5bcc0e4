package llamajar.cuda.kernel;

import llamajar.compute.Activation;

/// A function of the numbers at one place, by the number that the kernel knows it by.
///
/// @param alpha its first parameter, if it has any
/// @param limit its second one
public record Elements(int kind, float alpha, float limit) {
  private static final int ADD = 32;

  /// `left + right`.
  public static Elements add() {
    return new Elements(ADD, 0, 0);
  }

  /// `activation(left) · right`.
  public static Elements gate(Activation activation) {
    return new Elements(number(activation), 0, 0);
  }

  private static int number(Activation activation) {
    return switch (activation) {
      case SILU -> 0;
    };
  }
}
