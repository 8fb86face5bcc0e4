package llamajar.compute.cpu.x64.unpack256;

import llamajar.compute.cpu.x64.asm.Vec;

/// TQ2_0: two-bit codes with one half-precision scale.
final class Tq2 extends Unpacker256 {
  Tq2(Unpack256 u) {
    super(u);
  }

  @Override
  public int offset() {
    return 1;
  }

  @Override
  public int largest() {
    return 3;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    u.half(Unpack256.SCALES, 64);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    TwoBits.unpack(u, target, 0, chunk);
  }
}
