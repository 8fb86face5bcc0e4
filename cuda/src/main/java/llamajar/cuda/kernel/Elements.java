package llamajar.cuda.kernel;

import llamajar.compute.Activation;
import llamajar.compute.ElementOp;

/// A function of the numbers at one place, by the number that the kernel knows it by.
///
/// @param alpha its first parameter, if it has any
/// @param limit its second one
public record Elements(int kind, float alpha, float limit) {
  private static final int CLAMPED = 16;
  private static final int ADD = 32;
  private static final int SCALE = 33;
  private static final int SOFT_CAP = 34;
  private static final int ACTIVATE = 64;

  /// The function that an op applies.
  public static Elements of(ElementOp op) {
    return switch (op) {
      case ElementOp.Add add -> add();
      case ElementOp.Gate gate -> gate(gate.activation());
      case ElementOp.ClampedGate gate -> new Elements(CLAMPED, gate.alpha(), gate.limit());
      case ElementOp.Activate activate ->
          new Elements(ACTIVATE + number(activate.activation()), 0, 0);
      case ElementOp.Scale scale -> new Elements(SCALE, scale.factor(), 0);
      case ElementOp.SoftCap cap -> new Elements(SOFT_CAP, cap.cap(), 0);
    };
  }

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
      case GELU -> 1;
      case SIGMOID -> 2;
      case TANH -> 3;
    };
  }
}
