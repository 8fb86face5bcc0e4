package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VGF2P8AFFINEQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMT2D;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVB2M;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVQD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSUBB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_7;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.INDICES;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.NEGATIVE;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.SIGNS;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T0;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T1;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T2;

import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_XXS: 64 points of eight, from two blocks of 256 weights.
final class Iq2XxsByPosition extends PositionUnpacker512 {
  private static final int BLOCK_BYTES = 66;

  private final PackedCoordinates points;
  private final TwoHalves halves;
  private final Mem matrix;
  private final Vec zero;

  /// Loads constants.
  Iq2XxsByPosition(Unpack512 u) {
    super(u, 8);
    points = new PackedCoordinates(u, Grid.IQ2_XXS, 1, offset(), BIT_7);
    halves = new TwoHalves(u, BLOCK_BYTES);
    matrix = SignSets.matrix(u);
    zero = u.keep(i -> 0);
  }

  @Override
  public int offset() {
    return 128;
  }

  @Override
  public void begin(int weights) {
    boolean both = weights == 512;
    u.a.emit(VMOVDQU, T0, Unpack512.group(2));
    if (both) {
      u.a.emit(VMOVDQU, T1, Unpack512.group(BLOCK_BYTES + 2));
    } else {
      u.a.emit(VPXOR, T1, T1, T1);
    }
    // Quadwords of four indices, and four sets of seven signs with a scale.
    u.a.emit(VMOVDQU, INDICES, u.bytes(64, i -> 32 + 7 * (i % 4)));
    u.a.emit(VPMULTISHIFTQB, SIGNS, INDICES, T0);
    u.a.emit(VPMULTISHIFTQB, T2, INDICES, T1);
    u.a.emit(VPMOVQD, SIGNS.y(), SIGNS);
    u.a.emit(VPMOVQD, T2.y(), T2);
    u.a.emit(VINSERTI64X4, 1, SIGNS, SIGNS, T2.y());
    u.a.emit(VGF2P8AFFINEQB, 0, SIGNS, SIGNS, matrix);
    u.a.emit(VMOVDQU, INDICES, T0);
    u.a.emit(VMOVDQU, T2, u.ints(16, i -> 2 * i));
    u.a.emit(VPERMT2D, INDICES, T2, T1);
    u.a.emit(VMOVDQU, T2, u.ints(16, i -> 2 * i + 1));
    u.a.emit(VPERMT2D, T0, T2, T1);
    u.a.emit(VPMOVB2M, BIT_7, INDICES);
    // 2 s + 1, where s is the upper four bits.
    Vec scales = Unpack512.SCALES;
    u.a.emit(VPSRLD, 27, T0, T0);
    u.a.emit(VPOR, T0, T0, u.ints(1, i -> 1).inAllLanes());
    u.a.emit(VCVTDQ2PS, scales, T0);
    halves.factors(T0, 0, both);
    u.a.emit(VMULPS, T0, T0, u.real(0.125f).inAllLanes());
    u.a.emit(VMULPS, scales, scales, T0);
  }

  @Override
  public void coordinate(int p, Vec target) {
    points.coordinate(p, target);
    u.a.emit(VPTESTMB, NEGATIVE, SIGNS, u.bytes(64, i -> 1 << p));
    u.a.emit(VPSUBB, target.merge(NEGATIVE), zero, target);
  }
}
