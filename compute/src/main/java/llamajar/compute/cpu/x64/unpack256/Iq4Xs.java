package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// IQ4_XS: codes of a codebook, with scales of six bits for each 32.
final class Iq4Xs extends CodedUnpacker256 {
  private final boolean signed;
  private final CodebookTable table;

  Iq4Xs(Unpack256 u, boolean signed) {
    super(u);
    this.signed = signed;
    table = new CodebookTable(u, Codebook.IQ4_NL, offset());
    Nibbles.keep16(u);
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
  public void codes() {
    // The header: half-precision factor, 16 bits of high parts, 32 bits of low parts.
    Vec scales = Unpack256.SCALES;
    Vec high = Unpack256.T0;
    u.a.emit(VPBROADCASTD, scales, Unpack256.group(4));
    u.a.emit(VPBROADCASTD, high, Unpack256.group(0));
    u.a.emit(VPSRLVD, scales, scales, u.ints(i -> 4 * i));
    u.a.emit(VPSRLVD, high, high, u.ints(i -> 16 + 2 * i - 4));
    u.a.emit(VPAND, scales, scales, u.ints(i -> 0x0F));
    u.a.emit(VPAND, high, high, u.ints(i -> 0x30));
    u.a.emit(VPOR, scales, scales, high);
    u.a.emit(VPADDD, scales, scales, u.ints(i -> -32));
    u.half(Unpack256.FACTOR, 0);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    Nibbles.unpack16(u, target, 8 + 16 * chunk);
    table.lookUp(target);
  }
}
