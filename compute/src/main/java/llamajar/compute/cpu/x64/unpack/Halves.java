package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPINSRW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;

import llamajar.compute.cpu.x64.asm.Vec;

/// Scales of types with blocks of 32: one half-precision number in each block.
final class Halves {
  private Halves() {}

  /// Collects the numbers at an offset of up to 8 blocks; what is missing is zero.
  static void collect(Unpack512 u, Vec target, int offset, int blockBytes, int blocks) {
    Vec x = Unpack512.T0.x();
    u.a.emit(VPXOR, x, x, x);
    for (int b = 0; b < blocks; b++) {
      u.a.emit(VPINSRW, b, x, x, Unpack512.group(offset + b * blockBytes));
    }
    u.a.emit(VCVTPH2PS, target.y(), x);
  }

  /// The same number of a block of 64 or 128 weights for each 32 of it.
  static void spread(Unpack512 u, Vec target, int blockBytes, int blockLength, int weights) {
    Vec x = Unpack512.T0.x();
    u.a.emit(VPXOR, x, x, x);
    for (int b = 0; 32 * b < weights; b++) {
      int block = 32 * b / blockLength;
      u.a.emit(VPINSRW, b, x, x, Unpack512.group(block * blockBytes));
    }
    u.a.emit(VCVTPH2PS, target.y(), x);
  }
}
