package llamajar.compute.cpu.x64.row;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVSXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSUBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VSUBPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.CountedLoop;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack256.Unpack256;
import llamajar.compute.cpu.x64.unpack256.Unpacker256;
import llamajar.compute.cpu.x64.unpack256.Unpackers256;
import llamajar.gguf.TensorType;

/// Emits the kernel that turns quantized weights into floats, with AVX2. Its parameters and its
/// results are those of [Decode512].
final class Decode256 {
  private static final Gpr OUT = Gpr.RSI;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Vec CHUNK = Vec.ymm(0);
  private static final Vec SCALE = Vec.ymm(1);
  private static final Vec MINIMUM = Vec.ymm(2);

  /// In the memory at RSP, behind what unpackers keep there.
  private static final int BYTES_AT = Unpack256.LOCAL_BYTES;

  private static final int SCALES_AT = BYTES_AT + 32;
  private static final int MINIMA_AT = SCALES_AT + 64;

  private final Assembler a = new Assembler(false);
  private final Unpacker256 unpacker;

  private Decode256(TensorType type) {
    KernelFrame.enter(a);
    unpacker = Unpackers256.of(type, new Unpack256(a), false);
  }

  /// The kernel for a number of weights.
  ///
  /// @param rest weights behind whole groups: 0 or a multiple of 32 below 256
  static byte[] emit(TensorType type, int rest) {
    return new Decode256(type).kernel(Decode512.groupBytes(type), rest);
  }

  private byte[] kernel(int groupBytes, int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(Unpack256.GROUP, at(p, Decode512.WEIGHTS));
    a.mov(OUT, at(p, Decode512.TARGET));
    a.mov(LEFT, at(p, Decode512.GROUPS));
    CountedLoop.emit(
        a,
        LEFT,
        () -> {
          group(Decode512.GROUP);
          a.add(Unpack256.GROUP, groupBytes);
          a.add(OUT, Float.BYTES * Decode512.GROUP);
        });
    if (rest > 0) {
      group(rest);
    }
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private void group(int weights) {
    unpacker.scales(weights);
    keep(SCALES_AT, Unpack256.SCALES, Unpack256.MORE_SCALES);
    if (unpacker.hasMinima()) {
      keep(MINIMA_AT, Unpack256.MINIMA, Unpack256.MORE_MINIMA);
    }
    for (int first = 0; first < weights; first += 32) {
      unpacker.chunk(first / 32, CHUNK);
      a.emit(VMOVDQU_STORE, at(Gpr.RSP, BYTES_AT), CHUNK);
      for (int i = 0; i < 32; i += 8) {
        floats(first + i, Vec.ymm(3 + i / 8));
      }
    }
  }

  private void keep(int offset, Vec first, Vec last) {
    a.emit(VMOVUPS_STORE, at(Gpr.RSP, offset), first);
    if (unpacker.isFine()) {
      a.emit(VMOVUPS_STORE, at(Gpr.RSP, offset + 32), last);
    }
  }

  /// 8 weights.
  private void floats(int first, Vec v) {
    int block = unpacker.isFine() ? 16 : 32;
    int lane = 4 * (first / block);
    if (first % block == 0) {
      a.emit(VBROADCASTSS, SCALE, at(Gpr.RSP, SCALES_AT + lane));
      if (unpacker.hasMinima()) {
        a.emit(VBROADCASTSS, MINIMUM, at(Gpr.RSP, MINIMA_AT + lane));
      }
    }
    a.emit(unpacker.isSigned() ? VPMOVSXBD : VPMOVZXBD, v, at(Gpr.RSP, BYTES_AT + first % 32));
    if (unpacker.offset() != 0) {
      a.emit(VPSUBD, v, v, Constants.ints(a, 8, i -> unpacker.offset()));
    }
    a.emit(VCVTDQ2PS, v, v);
    a.emit(VMULPS, v, v, SCALE);
    if (unpacker.hasMinima()) {
      a.emit(VSUBPS, v, v, MINIMUM);
    }
    a.emit(VMOVUPS_STORE, at(OUT, Float.BYTES * first), v);
  }
}
