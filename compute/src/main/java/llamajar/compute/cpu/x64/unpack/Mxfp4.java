package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VPADDD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPINSRB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMAXSD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMINUD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLVD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// MXFP4: blocks of 32 codes of a codebook whose scale is a power of two, stored as its exponent.
final class Mxfp4 extends Unpacker512 {
  private static final int BLOCK_BYTES = 17;

  private final Nibbles nibbles;
  private final CodebookTable table;

  Mxfp4(Unpack512 u) {
    super(u);
    nibbles = new Nibbles(u, 16);
    table = new CodebookTable(u, Codebook.FP4, offset());
  }

  @Override
  public int offset() {
    return 12;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Vec exponents = Unpack512.T0.x();
    u.a.emit(VPXOR, exponents, exponents, exponents);
    for (int b = 0; b < weights / 32; b++) {
      u.a.emit(VPINSRB, b, exponents, exponents, Unpack512.group(b * BLOCK_BYTES));
    }
    Vec e = Unpack512.T0.y();
    Vec scales = Unpack512.SCALES.y();
    u.a.emit(VPMOVZXBD, e, exponents);
    // 2^(e − 128): from e = 2 on the exponent field is e − 1; below, the number is denormal.
    u.a.emit(VPADDD, scales, e, u.ints(8, i -> -1));
    u.a.emit(VPSLLD, 23, scales, scales);
    Vec denormal = Unpack512.T1.y();
    u.a.emit(VPMINUD, e, e, u.ints(8, i -> 2));
    u.a.emit(VPBROADCASTD, denormal, u.ints(1, i -> 0x00200000));
    u.a.emit(VPSLLVD, denormal, denormal, e);
    u.a.emit(VPMAXSD, scales, scales, denormal);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    int first = 2 * chunk * BLOCK_BYTES + 1;
    nibbles.unpack(target, first, first + BLOCK_BYTES, weights);
    table.lookUp(target);
  }
}
