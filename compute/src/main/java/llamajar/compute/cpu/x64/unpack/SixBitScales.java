package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFB;

import llamajar.compute.cpu.x64.asm.Vec;

/// Eight scales and eight minima of six bits each in 12 bytes `c`, behind the two half-precision
/// numbers that they multiply: the header of Q4_K and Q5_K.
final class SixBitScales {
  private final Unpack512 u;
  private final Vec lowShifts;
  private final Vec highShifts;

  /// Loads constants.
  SixBitScales(Unpack512 u) {
    this.u = u;
    // Bits of c[0..3] or c[4..7] are in bytes 0 to 3 of a quadword, those of c[8..11] in 4 to 7;
    // the
    // first quadword is for scales, the second for minima.
    lowShifts = u.keep(i -> 8 * (i % 8) + (i >= 12 ? 4 : 0));
    // The two highest bits of scale 4 + j are those of c[j]; they come to bits 4 and 5.
    highShifts = u.keep(i -> 8 * (i % 4) + 2);
  }

  void unpack() {
    Vec header = Unpack512.T0.x();
    Vec codes = Unpack512.T1.x();
    Vec high = Unpack512.T2.x();
    u.a.emit(VMOVDQU, header, Unpack512.group(0));
    u.a.emit(VPSHUFB, codes, header, u.bytes(16, SixBitScales::sourceByte));
    u.a.emit(VPMULTISHIFTQB, high, highShifts.x(), codes);
    u.a.emit(VPMULTISHIFTQB, codes, lowShifts.x(), codes);
    u.a.emit(VPAND, codes, codes, u.bytes(16, i -> i % 8 < 4 ? 0x3F : 0x0F));
    u.a.emit(VPAND, high, high, u.bytes(16, i -> i % 8 < 4 ? 0 : 0x30));
    u.a.emit(VPOR, codes, codes, high);
    Vec all = Unpack512.T1;
    u.a.emit(VPMOVZXBD, all, codes);
    u.a.emit(VCVTDQ2PS, all, all);
    Vec factors = Unpack512.T2;
    u.a.emit(VMOVDQU, factors.y(), u.shorts(16, i -> i / 8));
    u.a.emit(VPERMW, factors.y(), factors.y(), header.y());
    u.a.emit(VCVTPH2PS, factors, factors.y());
    u.a.emit(VMULPS, all, all, factors);
    u.a.emit(VMOVDQU, Unpack512.SCALES.y(), all.y());
    u.a.emit(VEXTRACTI64X4, 1, Unpack512.MINIMA.y(), all);
  }

  private static int sourceByte(int i) {
    int c = i % 8 < 4 ? i % 8 + (i < 8 ? 0 : 4) : i % 8 + 4;
    return 4 + c;
  }
}
