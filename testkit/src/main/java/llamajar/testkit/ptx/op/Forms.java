package llamajar.testkit.ptx.op;

import java.util.Optional;

/// All forms of arithmetic.
final class Forms {
  private Forms() {}

  /// What a form calculates, or nothing if it is not one of arithmetic.
  static Optional<Arithmetic> arithmetic(Opcode opcode) {
    return IntegerArithmetic.find(opcode)
        .or(() -> BitArithmetic.find(opcode))
        .or(() -> FloatArithmetic.find(opcode))
        .or(() -> Conversions.find(opcode));
  }
}
