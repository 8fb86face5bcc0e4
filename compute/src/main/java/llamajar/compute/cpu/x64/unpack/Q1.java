package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU8;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;

/// Q1_0: blocks of 128 signs with a half-precision scale.
final class Q1 extends Unpacker512 {
  private static final int BLOCK_BYTES = 18;

  private final Vec two;

  Q1(Unpack512 u) {
    super(u);
    two = u.keep(i -> 2);
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
    Halves.spread(u, Unpack512.SCALES, BLOCK_BYTES, 128, weights);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    Mask set = Unpack512.k(1);
    u.a.emit(KMOVQ, set, Unpack512.group(chunk / 2 * BLOCK_BYTES + 2 + 8 * (chunk % 2)));
    u.a.emit(VMOVDQU8, target.zero(set), two);
  }
}
