package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPINSRQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVB2M;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTNMB;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_10;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_7;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_8;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_9;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.INDICES;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.NEGATIVE;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.SIGNS;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T0;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T1;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T2;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.UPPER;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ1_M: 64 points of eight, from two blocks of 256 weights. All is times eight here, so that it
/// is an integer.
final class Iq1MByPosition extends PositionUnpacker512 {
  private static final int BLOCK_BYTES = 56;
  private static final long HIGHEST_NIBBLES = 0xF000F000F000F000L;

  private final PackedCoordinates points;
  private final Vec two;

  /// Loads constants.
  Iq1MByPosition(Unpack512 u) {
    super(u, 8);
    // Less an eighth; two eighths are added where it is more.
    points = new PackedCoordinates(u, Grid.IQ1_S, 8, offset() - 1, BIT_7, BIT_8, BIT_9, BIT_10);
    two = u.keep(i -> 2);
    u.a.mov(Gpr.R12, 0xFF00);
    u.a.emit(KMOVW_GPR, UPPER, Gpr.R12);
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
  public Vec oddMinima() {
    return SIGNS;
  }

  @Override
  public void begin(int weights) {
    boolean both = weights == 512;
    scales(both);
    u.a.emit(VMOVDQU, INDICES.y(), Unpack512.group(0));
    u.a.emit(VMOVDQU, T0.x(), Unpack512.group(32));
    if (both) {
      u.a.emit(VINSERTI64X4, 1, INDICES, INDICES, Unpack512.group(BLOCK_BYTES));
      u.a.emit(VINSERTI128, 1, T0.y(), T0.y(), Unpack512.group(BLOCK_BYTES + 32));
    }
    u.a.emit(VPMOVB2M, BIT_7, INDICES);
    // A byte has three more bits for each of two points, and whether an eighth is subtracted.
    u.a.emit(VMOVDQU, T1, u.bytes(64, i -> i / 2));
    u.a.emit(VPERMB, T0, T1, T0);
    u.a.emit(VPTESTMB, BIT_8, T0, u.bytes(64, i -> 1 << (4 * (i % 2))));
    u.a.emit(VPTESTMB, BIT_9, T0, u.bytes(64, i -> 2 << (4 * (i % 2))));
    u.a.emit(VPTESTMB, BIT_10, T0, u.bytes(64, i -> 4 << (4 * (i % 2))));
    u.a.emit(VPTESTNMB, NEGATIVE, T0, u.bytes(64, i -> 8 << (4 * (i % 2))));
  }

  private void scales(boolean both) {
    u.a.emit(VMOVQ, T0.x(), Unpack512.group(48));
    if (both) {
      u.a.emit(VPINSRQ, 1, T0.x(), T0.x(), Unpack512.group(BLOCK_BYTES + 48));
    }
    // A word has four scales of three bits, those of two lanes.
    u.a.emit(VPMOVZXWD, T0.y(), T0.x());
    u.a.emit(VMOVDQU, T1, u.ints(16, i -> i / 2));
    u.a.emit(VPERMD, T0, T1, T0);
    u.a.emit(VPSRLVD, T0, T0, u.ints(16, i -> 6 * (i % 2)));
    factor(T1, 0);
    if (both) {
      factor(T2, BLOCK_BYTES);
      u.a.emit(VPBROADCASTW, T1.y().merge(UPPER), T2.x());
    }
    u.a.emit(VCVTPH2PS, T1, T1.y());
    u.a.emit(VMULPS, T1, T1, u.real(0.125f).inAllLanes());
    u.a.emit(VPSRLD, 2, T2, T0);
    u.a.emit(VPADDD, T0, T0, T0);
    scale(Unpack512.SCALES, T0);
    scale(ODD_SCALES, T2);
  }

  /// The four highest nibbles of a block's scales are its half-precision factor.
  private void factor(Vec target, int block) {
    u.a.mov(Gpr.R12, Unpack512.group(block + 48));
    u.a.mov(Gpr.R13, HIGHEST_NIBBLES);
    u.a.pext(Gpr.R12, Gpr.R12, Gpr.R13);
    u.a.emit(VMOVQ_GPR, target.x(), Gpr.R12);
    u.a.emit(VPBROADCASTW, target.y(), target.x());
  }

  private void scale(Vec target, Vec doubled) {
    u.a.emit(VPAND, doubled, doubled, u.ints(1, i -> 14).inAllLanes());
    u.a.emit(VPOR, doubled, doubled, u.ints(1, i -> 1).inAllLanes());
    u.a.emit(VCVTDQ2PS, target, doubled);
    u.a.emit(VMULPS, target, target, T1);
  }

  @Override
  public void coordinate(int p, Vec target) {
    points.coordinate(p, target);
    u.a.emit(VPADDB, target.merge(NEGATIVE), target, two);
  }
}
