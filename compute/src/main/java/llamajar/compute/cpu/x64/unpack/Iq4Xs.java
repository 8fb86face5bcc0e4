package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVSXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// IQ4_XS: codes of a codebook, with scales of six bits for each 32.
final class Iq4Xs extends Unpacker512 {
  private final Nibbles nibbles;
  private final CodebookTable table;
  private final Vec shifts;

  Iq4Xs(Unpack512 u) {
    super(u);
    nibbles = new Nibbles(u, 16);
    table = new CodebookTable(u, Codebook.IQ4_NL, 128);
    // The header: half-precision factor, 16 bits of high parts, 32 bits of low parts.
    shifts = u.keep(i -> 32 + 4 * (i % 8));
  }

  @Override
  public int offset() {
    return 128;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Vec header = Unpack512.T0.x();
    Vec low = Unpack512.T1.x();
    u.a.emit(VPBROADCASTQ, header, Unpack512.group(0));
    u.a.emit(VPMULTISHIFTQB, low, shifts.x(), header);
    u.a.emit(VMOVDQU, Unpack512.T2.x(), u.bytes(16, i -> 12 + 2 * (i % 8)));
    u.a.emit(VPMULTISHIFTQB, header, Unpack512.T2.x(), header);
    u.a.emit(VPAND, low, low, u.bytes(16, i -> 0x0F));
    u.a.emit(VPAND, header, header, u.bytes(16, i -> 0x30));
    u.a.emit(VPOR, low, low, header);
    u.a.emit(VPADDB, low, low, u.bytes(16, i -> -32));
    Vec scales = Unpack512.SCALES.y();
    u.a.emit(VPMOVSXBD, scales, low);
    u.a.emit(VCVTDQ2PS, scales, scales);
    u.half(Unpack512.T0, 0);
    u.a.emit(VMULPS, scales, scales, Unpack512.T0.y());
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    nibbles.unpack(target, 8 + 32 * chunk, 24 + 32 * chunk, 64);
    table.lookUp(target);
  }
}
