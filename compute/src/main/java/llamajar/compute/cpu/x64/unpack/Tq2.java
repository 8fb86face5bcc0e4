package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;

import llamajar.compute.cpu.x64.asm.Vec;

/// TQ2_0: two-bit codes with one half-precision scale.
final class Tq2 extends Unpacker512 {
  private final TwoBits bits;

  Tq2(Unpack512 u) {
    super(u);
    bits = new TwoBits(u, 0);
  }

  @Override
  public int offset() {
    return 1;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    u.half(Unpack512.SCALES, 64);
    u.a.emit(VMOVDQU, Unpack512.SCALES.y(), Unpack512.SCALES.y());
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    bits.unpack(target, chunk);
  }
}
