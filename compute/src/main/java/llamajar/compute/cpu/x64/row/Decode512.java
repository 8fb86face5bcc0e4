package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSUBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VSUBPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.Objects;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.CountedLoop;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack.Unpack512;
import llamajar.compute.cpu.x64.unpack.Unpacker512;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emits the kernel that turns quantized weights into floats: `scale · (byte − offset) − minimum`,
/// where only the subtraction of the minimum rounds.
final class Decode512 {
  /// Parameters: weights, target, number of whole groups.
  static final int WEIGHTS = 0;

  static final int TARGET = 8;
  static final int GROUPS = 16;

  /// Weights that are unpacked together.
  static final int GROUP = 256;

  /// Lengths of rows are multiples of this.
  static final int UNIT = 32;

  private static final Gpr OUT = Gpr.RSI;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Vec CHUNK = Vec.zmm(10);

  /// In the memory at RSP, behind what unpackers keep there.
  private static final int BYTES_AT = 256;

  private static final int SCALES_AT = BYTES_AT + 64;
  private static final int MINIMA_AT = SCALES_AT + 64;

  private final Assembler a = new Assembler(false);
  private final Unpacker512 unpacker;

  private Decode512(TensorType type) {
    KernelFrame.enter(a);
    unpacker = Objects.requireNonNull(Unpackers512.of(type, Unpack512.inOrder(a)));
  }

  /// The kernel for a number of weights.
  ///
  /// @param rest weights behind whole groups: 0 or a multiple of 32 below 256
  static byte[] emit(TensorType type, int rest) {
    return new Decode512(type).kernel(groupBytes(type), rest);
  }

  /// Bytes of a group.
  static int groupBytes(TensorType type) {
    return GROUP / type.blockLength() * type.blockBytes();
  }

  private byte[] kernel(int groupBytes, int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(Unpack512.GROUP, at(p, WEIGHTS));
    a.mov(OUT, at(p, TARGET));
    a.mov(LEFT, at(p, GROUPS));
    CountedLoop.emit(
        a,
        LEFT,
        () -> {
          group(GROUP);
          a.add(Unpack512.GROUP, groupBytes);
          a.add(OUT, Float.BYTES * GROUP);
        });
    if (rest > 0) {
      group(rest);
    }
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private void group(int weights) {
    unpacker.scales(weights);
    a.emit(VMOVUPS_STORE, at(Gpr.RSP, SCALES_AT), Unpack512.SCALES);
    if (unpacker.hasMinima()) {
      a.emit(VMOVUPS_STORE, at(Gpr.RSP, MINIMA_AT), Unpack512.MINIMA);
    }
    for (int first = 0; first < weights; first += 64) {
      int count = Math.min(64, weights - first);
      unpacker.chunk(first / 64, count, CHUNK);
      a.emit(VMOVDQU_STORE, at(Gpr.RSP, BYTES_AT), CHUNK);
      for (int i = 0; i < count; i += 16) {
        floats(first + i, Vec.zmm(11 + i / 16));
      }
    }
  }

  /// 16 weights.
  private void floats(int first, Vec v) {
    int lane = 4 * (first / (unpacker.isFine() ? 16 : 32));
    a.emit(VPMOVZXBD, v, at(Gpr.RSP, BYTES_AT + first % 64));
    if (unpacker.offset() != 0) {
      a.emit(VPSUBD, v, v, Constants.ints(a, 1, i -> unpacker.offset()).inAllLanes());
    }
    a.emit(VCVTDQ2PS, v, v);
    a.emit(VMULPS, v, v, at(Gpr.RSP, SCALES_AT + lane).inAllLanes());
    if (unpacker.hasMinima()) {
      a.emit(VSUBPS, v, v, at(Gpr.RSP, MINIMA_AT + lane).inAllLanes());
    }
    a.emit(VMOVUPS_STORE, at(OUT, Float.BYTES * first), v);
  }
}
