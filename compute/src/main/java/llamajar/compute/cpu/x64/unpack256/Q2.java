package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q2_0: blocks of 64 two-bit codes, neighbours in one byte, with a half-precision scale.
final class Q2 extends Unpacker256 {
  private static final int BLOCK_BYTES = 18;

  Q2(Unpack256 u) {
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
    Halves.spread(u, Unpack256.SCALES, 0, BLOCK_BYTES, 64, weights);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    u.a.emit(VPMOVZXBD, target, Unpack256.group(chunk / 2 * BLOCK_BYTES + 2 + 8 * (chunk % 2)));
    spread(u, target);
  }

  /// The four codes of a byte in each 32-bit lane become its bytes.
  static void spread(Unpack256 u, Vec target) {
    Vec t = Unpack256.T0;
    u.a.emit(VPSLLD, 12, t, target);
    u.a.emit(VPOR, target, target, t);
    u.a.emit(VPSLLD, 6, t, target);
    u.a.emit(VPOR, target, target, t);
    u.a.emit(VPAND, target, target, u.all(3));
  }
}
