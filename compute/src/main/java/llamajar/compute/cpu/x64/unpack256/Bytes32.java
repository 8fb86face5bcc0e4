package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;

/// Q8_0: blocks of 32 bytes with one half-precision scale.
final class Bytes32 extends Unpacker256 {
  private static final int BLOCK_BYTES = 34;

  private final boolean signed;

  Bytes32(Unpack256 u, boolean signed) {
    super(u);
    this.signed = signed;
  }

  @Override
  public int offset() {
    return signed ? 0 : 128;
  }

  @Override
  public int largest() {
    return signed ? 128 : 255;
  }

  @Override
  public boolean isSigned() {
    return signed;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Halves.collect(u, Unpack256.SCALES, 0, BLOCK_BYTES, weights);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    u.a.emit(VMOVDQU, target, Unpack256.group(chunk * BLOCK_BYTES + 2));
    if (!signed) {
      u.a.emit(VPXOR, target, target, u.all(0x80));
    }
  }
}
