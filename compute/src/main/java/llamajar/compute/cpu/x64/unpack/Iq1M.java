package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVB;
import static llamajar.compute.cpu.x64.asm.Instruction.KMOVD_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTERNLOGD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTNMW;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ1_M: eleven bits for each point of eight and the sign of an eighth that is added to it; scales
/// of three bits for each 16. All is times eight here, so that it is an integer.
final class Iq1M extends Unpacker512 {
  private static final Mask MORE = new Mask(2);

  private final Lattice lattice;
  private final Vec spread;
  private final Vec shifts;
  private final Vec mask;
  private final Vec two;

  Iq1M(Unpack512 u) {
    super(u);
    // Less an eighth; two eighths are added where it is more.
    lattice = new Lattice(u, Grid.IQ1_S, 8, 9 - 1);
    // Bytes have the upper bits of two points; the nibble comes to bits 8 to 11.
    spread = u.keep(i -> i % 2 == 0 ? 0x80 : i / 4);
    shifts = u.keep(i -> i % 4 == 2 ? 4 : 0);
    mask = u.keep(i -> i % 2 == 0 ? 0 : 7);
    two = u.keep(i -> 2);
  }

  @Override
  public int offset() {
    return 9;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public void scales(int weights) {
    Vec indices = Unpack512.T0;
    Vec fields = Unpack512.T1;
    u.a.emit(VPMOVZXBW, indices, Unpack512.group(0));
    u.a.emit(VBROADCASTI128, fields, Unpack512.group(32));
    u.a.emit(VPSHUFB, fields, fields, spread);
    u.a.emit(VPSRLVW, fields, fields, shifts);
    u.a.emit(VPTESTNMW, MORE, fields, u.shorts(32, i -> 8 << 8));
    u.a.emit(KMOVD_STORE, Mem.at(Gpr.RSP), MORE);
    // indices |= fields & mask
    u.a.emit(VPTERNLOGD, 0xF8, indices, fields, mask);
    u.a.emit(VMOVDQU_STORE, Mem.at(Gpr.RSP, 64), indices);
    Vec codes = Unpack512.T0;
    u.a.emit(VPBROADCASTQ, codes.y(), Unpack512.group(48));
    u.a.emit(
        VPSHUFB, codes.y(), codes.y(), u.shorts(16, i -> ((2 * (i / 4) + 1) << 8) | (2 * (i / 4))));
    u.a.emit(VMOVDQU, Unpack512.T2.y(), u.shorts(16, i -> 3 * (i % 4)));
    u.a.emit(VPSRLVW, codes.y(), codes.y(), Unpack512.T2.y());
    u.a.emit(VPAND, codes.y(), codes.y(), u.shorts(16, i -> 7));
    u.a.emit(VPMOVZXWD, codes, codes.y());
    u.a.emit(VPADDD, codes, codes, codes);
    u.a.emit(VPADDD, codes, codes, u.ints(1, i -> 1).inAllLanes());
    u.a.emit(VCVTDQ2PS, codes, codes);
    // The four highest nibbles are the half-precision factor.
    u.a.mov(Gpr.R12, Unpack512.group(48));
    u.a.mov(Gpr.R13, 0xF000F000F000F000L);
    u.a.pext(Gpr.R12, Gpr.R12, Gpr.R13);
    u.a.emit(VMOVQ_GPR, Unpack512.T1.x(), Gpr.R12);
    u.a.emit(VPBROADCASTW, Unpack512.T1.y(), Unpack512.T1.x());
    u.a.emit(VCVTPH2PS, Unpack512.T1, Unpack512.T1.y());
    u.a.emit(VMULPS, codes, codes, u.real(0.125f).inAllLanes());
    u.a.emit(VMULPS, Unpack512.SCALES, codes, Unpack512.T1);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    lattice.lookUp(target, true, k -> Mem.at(Gpr.RSP, 64 + 2 * (8 * chunk + k)));
    u.a.emit(KMOVB, MORE, Mem.at(Gpr.RSP, chunk));
    u.a.emit(VPADDQ, target.merge(MORE), target, two);
  }
}
