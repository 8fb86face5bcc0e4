package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.syntax.PtxType;

/// The sizes of the matrices that a warp multiplies, and where their elements are.
///
/// Thread `t` is number `t % 4` of group `t / 4`. A register of 32 bits holds 4 bytes, 2 halves or
/// one word of consecutive columns (of A), rows (of B), or columns (of C and D).
///
/// @param rows of A and of the result
/// @param columns of B and of the result
/// @param depth columns of A and rows of B
record MatrixShape(int rows, int columns, int depth) {

  /// The shape among an opcode's modifiers.
  static Optional<MatrixShape> take(Opcode opcode) {
    return opcode
        .takeAny("m8n8k16", "m16n8k8", "m16n8k16", "m16n8k32")
        .map(name ->
            switch (name) {
              case "m8n8k16" -> new MatrixShape(8, 8, 16);
              case "m16n8k8" -> new MatrixShape(16, 8, 8);
              case "m16n8k16" -> new MatrixShape(16, 8, 16);
              default -> new MatrixShape(16, 8, 32);
            });
  }

  /// Refuses types that there are not for this shape.
  void check(PtxType a, PtxType b, PtxType result, PtxType added) {
    boolean bytes = isByte(a) && isByte(b) && result == PtxType.S32 && added == PtxType.S32;
    boolean halves =
        a == b
            && ((a == PtxType.F16 && (result == PtxType.F16 || result == PtxType.F32))
                || (a == PtxType.BF16 && result == PtxType.F32))
            && added == result;
    boolean known = (bytes && depth >= 16) || (halves && rows == 16 && depth <= 16);
    if (!known) {
      throw new UnsupportedOperationException("unknown types of matrices");
    }
  }

  private static boolean isByte(PtxType type) {
    return type == PtxType.S8 || type == PtxType.U8;
  }

  /// Registers of each thread for A.
  int registersOfA(PtxType type) {
    return rows * depth * type.bytes() / (4 * 32);
  }

  /// Registers of each thread for B.
  int registersOfB(PtxType type) {
    return columns * depth * type.bytes() / (4 * 32);
  }

  /// Registers of each thread for C and D.
  int registersOfResult(PtxType type) {
    return rows * columns * type.bytes() / (4 * 32);
  }

  /// The row of A that a register belongs to: every second one is eight rows further, if there are
  /// so many.
  int rowOfA(int lane, int register) {
    return lane / 4 + (rows == 16 ? register % 2 * 8 : 0);
  }

  /// The first column of A in a register.
  int columnOfA(int lane, int register, PtxType type) {
    int elements = 4 / type.bytes();
    int half = rows == 16 ? register / 2 : register;
    return lane % 4 * elements + half * 4 * elements;
  }

  /// The first row of B in a register; its column is the thread's group.
  int rowOfB(int lane, int register, PtxType type) {
    int elements = 4 / type.bytes();
    return lane % 4 * elements + register * 4 * elements;
  }
}
