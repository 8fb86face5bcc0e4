package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q4_0, Q4_1, Q5_0 and Q5_1: blocks of 32 linear codes with one half-precision scale, and those of
/// odd name with a minimum.
final class Linear32 extends Unpacker256 {
  private final int bits;
  private final boolean minimum;

  Linear32(Unpack256 u, int bits, boolean minimum) {
    super(u);
    this.bits = bits;
    this.minimum = minimum;
    Nibbles.keep16(u);
    if (bits == 5) {
      u.keepIfRoom(Unpack256.SELECTED);
      u.keepIfRoom(Unpack256.SPREAD);
      u.keepAllIfRoom(16);
    }
  }

  private int header() {
    return (minimum ? 4 : 2) + (bits == 5 ? 4 : 0);
  }

  private int blockBytes() {
    return header() + 16;
  }

  @Override
  public int offset() {
    return minimum ? 0 : 1 << (bits - 1);
  }

  @Override
  public int largest() {
    return (1 << bits) - 1;
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
    Halves.collect(u, Unpack256.SCALES, 0, blockBytes(), weights);
    if (minimum) {
      // The format adds it.
      Vec minima = Unpack256.MINIMA;
      Halves.collect(u, minima, 2, blockBytes(), weights);
      u.a.emit(VXORPS, minima, minima, u.reals(-0f));
    }
  }

  @Override
  public void chunk(int chunk, Vec target) {
    int first = chunk * blockBytes();
    Nibbles.unpack16(u, target, first + header());
    if (bits == 5) {
      Vec fifth = Unpack256.T0;
      u.expandBits(fifth, Unpack256.group(first + header() - 4));
      u.a.emit(VPAND, fifth, fifth, u.all(16));
      u.a.emit(VPOR, target, target, fifth);
    }
  }
}
