package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.unpack256.Unpack256;
import llamajar.compute.cpu.x64.unpack256.Unpacker256;

/// The offset of bytes, times scales, counts as part of the minimum: `scale · (byte − offset) −
/// minimum = scale · byte − (minimum + scale · offset)`.
final class CorrectedMinima {
  private CorrectedMinima() {}

  static boolean exist(Unpacker256 unpacker) {
    return unpacker.hasMinima() || unpacker.offset() != 0;
  }

  /// Adds the offset to the minima that the unpacker left, if there are any.
  static void add(Assembler a, Unpacker256 unpacker) {
    if (unpacker.offset() == 0) {
      return;
    }
    add(a, unpacker, Unpack256.SCALES, Unpack256.MINIMA);
    if (unpacker.isFine()) {
      add(a, unpacker, Unpack256.MORE_SCALES, Unpack256.MORE_MINIMA);
    }
  }

  private static void add(Assembler a, Unpacker256 unpacker, Vec scales, Vec minima) {
    int bits = Float.floatToRawIntBits(unpacker.offset());
    Mem offset = Constants.ints(a, 8, i -> bits);
    if (unpacker.hasMinima()) {
      a.emit(VFMADD231PS, minima, scales, offset);
    } else {
      a.emit(VMULPS, minima, scales, offset);
    }
  }
}
