package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KUNPCKDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VGF2P8AFFINEQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPINSRQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVB2M;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVWB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSUBB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTMW;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_7;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_8;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_9;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.INDICES;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.NEGATIVE;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.SIGNS;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T0;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T1;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T2;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T3;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_XS and IQ2_S: 64 points of eight, from two blocks of 256 weights.
final class Iq2ByPosition extends PositionUnpacker512 {
  private final boolean large;
  private final int blockBytes;
  private final PackedCoordinates points;
  private final TwoHalves halves;
  private final Mem matrix;
  private final Vec zero;

  /// Loads constants.
  ///
  /// @param large whether indices have ten bits and signs eight: IQ2_S
  Iq2ByPosition(Unpack512 u, boolean large) {
    super(u, 8);
    this.large = large;
    blockBytes = large ? 82 : 74;
    Mask[] bits = large ? new Mask[] {BIT_7, BIT_8, BIT_9} : new Mask[] {BIT_7, BIT_8};
    points = new PackedCoordinates(u, large ? Grid.IQ2_S : Grid.IQ2_XS, 1, offset(), bits);
    halves = new TwoHalves(u, blockBytes);
    matrix = SignSets.matrix(u);
    zero = u.keep(i -> 0);
  }

  @Override
  public int offset() {
    return 128;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public Vec oddMinima() {
    return T3;
  }

  @Override
  public void begin(int weights) {
    boolean both = weights == 512;
    scales(both);
    if (large) {
      u.a.emit(VMOVDQU, INDICES.y(), Unpack512.group(2));
      u.a.emit(VMOVDQU, SIGNS.y(), Unpack512.group(34));
      u.a.emit(VMOVQ, T0.x(), Unpack512.group(66));
      if (both) {
        u.a.emit(VINSERTI64X4, 1, INDICES, INDICES, Unpack512.group(blockBytes + 2));
        u.a.emit(VINSERTI64X4, 1, SIGNS, SIGNS, Unpack512.group(blockBytes + 34));
        u.a.emit(VPINSRQ, 1, T0.x(), T0.x(), Unpack512.group(blockBytes + 66));
      }
      // A byte has two more bits for each of four points.
      u.a.emit(VMOVDQU, T1, u.bytes(64, i -> i / 4));
      u.a.emit(VPERMB, T0, T1, T0);
      u.a.emit(VPTESTMB, BIT_8, T0, u.bytes(64, i -> 1 << (2 * (i % 4))));
      u.a.emit(VPTESTMB, BIT_9, T0, u.bytes(64, i -> 2 << (2 * (i % 4))));
    } else {
      halfOfWords(INDICES, SIGNS, 2, BIT_8);
      if (both) {
        halfOfWords(T1, T2, blockBytes + 2, BIT_9);
        u.a.emit(VINSERTI64X4, 1, INDICES, INDICES, T1.y());
        u.a.emit(VINSERTI64X4, 1, SIGNS, SIGNS, T2.y());
        u.a.emit(KUNPCKDQ, BIT_8, BIT_9, BIT_8);
      }
      u.a.emit(VGF2P8AFFINEQB, 0, SIGNS, SIGNS, matrix);
    }
    u.a.emit(VPMOVB2M, BIT_7, INDICES);
  }

  /// Splits 32 words of nine bits of an index and seven signs.
  private void halfOfWords(Vec indices, Vec signs, int offset, Mask ninth) {
    u.a.emit(VMOVDQU, T0, Unpack512.group(offset));
    u.a.emit(VPTESTMW, ninth, T0, u.shorts(32, i -> 0x100));
    u.a.emit(VPMOVWB, indices.y(), T0);
    u.a.emit(VPSRLW, 9, T0, T0);
    u.a.emit(VPMOVWB, signs.y(), T0);
  }

  /// A byte has the scales of 32 weights, the first 16 in its lower half.
  private void scales(boolean both) {
    int offset = large ? 74 : 66;
    u.a.emit(VMOVQ, T0.x(), Unpack512.group(offset));
    if (both) {
      u.a.emit(VPINSRQ, 1, T0.x(), T0.x(), Unpack512.group(blockBytes + offset));
    }
    u.a.emit(VPMOVZXBD, T0, T0.x());
    halves.factors(T1, 0, both);
    u.a.emit(VMULPS, T1, T1, u.real(0.125f).inAllLanes());
    u.a.emit(VPSRLD, 3, T2, T0);
    u.a.emit(VPADDD, T0, T0, T0);
    scale(Unpack512.SCALES, T0);
    scale(ODD_SCALES, T2);
  }

  private void scale(Vec target, Vec doubled) {
    u.a.emit(VPAND, doubled, doubled, u.ints(1, i -> 30).inAllLanes());
    u.a.emit(VPOR, doubled, doubled, u.ints(1, i -> 1).inAllLanes());
    u.a.emit(VCVTDQ2PS, target, doubled);
    u.a.emit(VMULPS, target, target, T1);
  }

  @Override
  public void coordinate(int p, Vec target) {
    points.coordinate(p, target);
    u.a.emit(VPTESTMB, NEGATIVE, SIGNS, u.bytes(64, i -> 1 << p));
    u.a.emit(VPSUBB, target.merge(NEGATIVE), zero, target);
  }
}
