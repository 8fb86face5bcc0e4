package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVB2M;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVWB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTESTMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_10;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_7;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_8;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.BIT_9;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.INDICES;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T0;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T1;
import static llamajar.compute.cpu.x64.unpack.PositionRegisters.T2;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ1_S: 64 points of eight, from two blocks of 256 weights.
final class Iq1SByPosition extends PositionUnpacker512 {
  private static final int BLOCK_BYTES = 50;

  private final PackedCoordinates points;
  private final TwoHalves halves;

  /// Loads constants.
  Iq1SByPosition(Unpack512 u) {
    super(u, 8);
    points = new PackedCoordinates(u, Grid.IQ1_S, 1, offset(), BIT_7, BIT_8, BIT_9, BIT_10);
    halves = new TwoHalves(u, BLOCK_BYTES);
  }

  @Override
  public int offset() {
    return 1;
  }

  @Override
  public boolean hasMinima() {
    return true;
  }

  @Override
  public void begin(int weights) {
    boolean both = weights == 512;
    u.a.emit(VMOVDQU, INDICES.y(), Unpack512.group(2));
    u.a.emit(VMOVDQU, T0.x(), Unpack512.group(34));
    if (both) {
      u.a.emit(VINSERTI64X4, 1, INDICES, INDICES, Unpack512.group(BLOCK_BYTES + 2));
      u.a.emit(VINSERTI128, 1, T0.y(), T0.y(), Unpack512.group(BLOCK_BYTES + 34));
    }
    u.a.emit(VPMOVB2M, BIT_7, INDICES);
    // 16 words: three bits more for four points each, a scale, and a sign.
    Vec high = Unpack512.SCALES;
    highBits(high, 0);
    highBits(T1, 8);
    u.a.emit(VINSERTI64X4, 1, high, high, T1.y());
    testBit(BIT_8, high, 0);
    testBit(BIT_9, high, 1);
    testBit(BIT_10, high, 2);
    u.a.emit(VPMOVZXWD, T0, T0.y());
    Vec minima = Unpack512.MINIMA;
    u.a.emit(VPSLLD, 16, minima, T0);
    u.a.emit(VPAND, minima, minima, u.ints(1, i -> Integer.MIN_VALUE).inAllLanes());
    u.a.emit(VPXOR, minima, minima, u.ints(1, i -> Float.floatToRawIntBits(-0.125f)).inAllLanes());
    // 2 s + 1, where s is three bits from bit 12 on.
    Vec scales = Unpack512.SCALES;
    u.a.emit(VPSRLD, 11, T0, T0);
    u.a.emit(VPAND, T0, T0, u.ints(1, i -> 14).inAllLanes());
    u.a.emit(VPOR, T0, T0, u.ints(1, i -> 1).inAllLanes());
    u.a.emit(VCVTDQ2PS, scales, T0);
    halves.factors(T1, 0, both);
    u.a.emit(VMULPS, scales, scales, T1);
    u.a.emit(VMULPS, minima, minima, scales);
  }

  /// Three bits for each of 32 points, from words in T0.
  private void highBits(Vec target, int firstWord) {
    u.a.emit(VMOVDQU, T2, u.shorts(32, i -> firstWord + i / 4));
    u.a.emit(VPERMW, target, T2, T0);
    u.a.emit(VMOVDQU, T2, u.shorts(32, i -> 3 * (i % 4)));
    u.a.emit(VPSRLVW, target, target, T2);
    u.a.emit(VPMOVWB, target.y(), target);
  }

  private void testBit(Mask mask, Vec bytes, int bit) {
    u.a.emit(VPTESTMB, mask, bytes, u.bytes(64, i -> 1 << bit));
  }

  @Override
  public void coordinate(int p, Vec target) {
    points.coordinate(p, target);
  }
}
