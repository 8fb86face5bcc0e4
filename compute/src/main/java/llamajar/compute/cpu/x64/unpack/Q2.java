package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q2_0: blocks of 64 two-bit codes, neighbours in one byte, with a half-precision scale.
final class Q2 extends Unpacker512 {
  private static final int BLOCK_BYTES = 18;

  private final Vec shifts;
  private final Vec mask;

  Q2(Unpack512 u) {
    super(u);
    shifts = u.keep(i -> 2 * (i % 8));
    mask = u.keep(i -> 3);
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
    Halves.spread(u, Unpack512.SCALES, BLOCK_BYTES, 64, weights);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    // Two bytes in each quadword are eight codes.
    u.a.emit(VPMOVZXWQ, target, Unpack512.group(chunk * BLOCK_BYTES + 2));
    u.a.emit(VPMULTISHIFTQB, target, shifts, target);
    u.a.emit(VPAND, target, target, mask);
  }
}
