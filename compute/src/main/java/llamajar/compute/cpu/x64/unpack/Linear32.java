package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVQ_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VXORPS;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import org.jspecify.annotations.Nullable;

/// Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0: blocks of 32 linear codes with one half-precision scale, and
/// those of odd name with a minimum.
final class Linear32 extends Unpacker512 {
  private static final Mask FIFTH = new Mask(1);

  private final int bits;
  private final boolean minimum;
  private final @Nullable Nibbles nibbles;
  private final Vec addend;

  Linear32(Unpack512 u, int bits, boolean minimum) {
    super(u);
    this.bits = bits;
    this.minimum = minimum;
    nibbles = bits == 8 ? null : new Nibbles(u, 16);
    addend = u.keep(i -> bits == 8 ? 0x80 : 16);
  }

  private int header() {
    return (minimum ? 4 : 2) + (bits == 5 ? 4 : 0);
  }

  private int blockBytes() {
    return header() + (bits == 8 ? 32 : 16);
  }

  @Override
  public int offset() {
    return minimum ? 0 : 1 << (bits - 1);
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public boolean hasMinima() {
    return minimum;
  }

  @Override
  public void scales(int weights) {
    Halves.collect(u, Unpack512.SCALES, 0, blockBytes(), weights / 32);
    if (minimum) {
      // The format adds it.
      Halves.collect(u, Unpack512.MINIMA, 2, blockBytes(), weights / 32);
      u.a.emit(
          VXORPS, Unpack512.MINIMA.y(), Unpack512.MINIMA.y(), u.ints(8, i -> Integer.MIN_VALUE));
    }
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    int first = 2 * chunk * blockBytes();
    int second = first + blockBytes();
    if (nibbles == null) {
      u.a.emit(VMOVDQU, target.y(), Unpack512.group(first + 2));
      if (weights == 64) {
        u.a.emit(VINSERTI64X4, 1, target, target, Unpack512.group(second + 2));
      }
      u.a.emit(VPXOR, target, target, addend);
      return;
    }
    nibbles.unpack(target, first + header(), second + header(), weights);
    if (bits == 5) {
      int field = header() - 4;
      u.a.mov32(Gpr.R12, Unpack512.group(first + field));
      if (weights == 64) {
        u.a.mov32(Gpr.R13, Unpack512.group(second + field));
        u.a.shl(Gpr.R13, 32);
        u.a.or(Gpr.R12, Gpr.R13);
      }
      u.a.emit(KMOVQ_GPR, FIFTH, Gpr.R12);
      u.a.emit(VPADDB, target.merge(FIFTH), target, addend);
    }
  }
}
