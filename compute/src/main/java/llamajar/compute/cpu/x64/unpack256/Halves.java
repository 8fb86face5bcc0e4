package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Scales of types with blocks of up to 128: one half-precision number in each block.
final class Halves {
  private Halves() {}

  /// Collects the numbers at an offset of up to 8 blocks of 32; what is missing is zero.
  static void collect(Unpack256 u, Vec target, int offset, int blockBytes, int weights) {
    spread(u, target, offset, blockBytes, 32, weights);
  }

  /// The number of the block that each 32 weights belong to.
  static void spread(
      Unpack256 u, Vec target, int offset, int blockBytes, int blockLength, int weights) {
    Vec x = Unpack256.T0.x();
    u.a.emit(VPXOR, x, x, x);
    for (int b = 0; 32 * b < weights; b++) {
      int block = 32 * b / blockLength;
      u.a.emit(VPINSRW, b, x, x, Unpack256.group(offset + block * blockBytes));
    }
    u.a.emit(VCVTPH2PS, target, x);
  }
}
