package llamajar.compute.cpu.x64.asm;

/// The 64-bit integer registers, in the order of their numbers.
public enum Gpr implements Operand {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15;

  /// The number in encodings.
  int number() {
    return ordinal();
  }
}
