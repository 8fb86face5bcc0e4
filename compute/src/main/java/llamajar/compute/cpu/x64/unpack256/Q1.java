package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q1_0: blocks of 128 signs with a half-precision scale.
final class Q1 extends Unpacker256 {
  private static final int BLOCK_BYTES = 18;

  Q1(Unpack256 u) {
    super(u);
  }

  @Override
  public int offset() {
    return 1;
  }

  @Override
  public int largest() {
    return 2;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Halves.spread(u, Unpack256.SCALES, 0, BLOCK_BYTES, 128, weights);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    u.expandBits(target, Unpack256.group(chunk / 4 * BLOCK_BYTES + 2 + 4 * (chunk % 4)));
    u.a.emit(VPAND, target, target, u.all(2));
  }
}
