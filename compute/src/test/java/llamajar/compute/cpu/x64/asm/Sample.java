package llamajar.compute.cpu.x64.asm;

import java.util.List;
import java.util.function.Consumer;

/// One instruction as text and as our bytes, in hexadecimal with spaces.
record Sample(String text, String hex) {

  /// A vector, mask or tile instruction.
  static Sample of(
      boolean vexDotProducts,
      Instruction instruction,
      int width,
      int immediate,
      List<Operand> operands) {
    Assembler assembler = new Assembler(vexDotProducts);
    try {
      if (immediate < 0) {
        assembler.emit(instruction, operands.toArray(Operand[]::new));
      } else {
        assembler.emit(instruction, immediate, operands.toArray(Operand[]::new));
      }
    } catch (IllegalArgumentException e) {
      throw new AssertionError(instruction + " " + operands + ": " + e.getMessage(), e);
    }
    byte[] bytes = assembler.toBytes();
    return new Sample(
        IntelSyntax.of(instruction, width, immediate, bytes, operands), GnuAssembler.hex(bytes));
  }

  /// An integer instruction.
  static Sample of(String text, Consumer<Assembler> method) {
    Assembler assembler = new Assembler(false);
    method.accept(assembler);
    return new Sample(text, GnuAssembler.hex(assembler.toBytes()));
  }
}
