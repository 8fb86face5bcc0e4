package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Instruction;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.gguf.TensorType;

/// With AVX-512: rests are read under masks.
final class PlainLoads512 extends PlainLoads {
  private static final Mask SECOND_HALF = new Mask(5);

  private Mem bits = Mem.at(Gpr.RSP);

  PlainLoads512(FloatVectors vectors, TensorType type, Vec spare) {
    super(vectors, type, spare);
  }

  @Override
  void begin(Mem bitsAt) {
    bits = bitsAt;
    for (int i = 0; i < LOADS; i++) {
      a.emit(KMOVW, mask(i), bits.plus(2 * i));
    }
  }

  private static Mask mask(int i) {
    return new Mask(1 + i);
  }

  @Override
  void joinHalves(Vec target) {
    a.emit(VINSERTI64X4, 1, target, target, spare.y());
  }

  @Override
  void beginRest(int row, Mem from) {}

  @Override
  void beginFloats(int i) {}

  @Override
  void loadFloats(Vec target, Mem from, int i) {
    a.emit(VMOVUPS, target.zero(mask(i)), from);
  }

  @Override
  void loadRest(Vec target, int row, Mem from, int i) {
    Mask mask = mask(i);
    // Plain moves, because those never fault where the mask is zero; they are converted after.
    switch (type) {
      case F32 -> a.emit(VMOVUPS, target.zero(mask), from);
      case F16 -> {
        a.emit(VMOVDQU16, target.y().zero(mask), from);
        a.emit(VCVTPH2PS, target, target.y());
      }
      case BF16 -> {
        a.emit(VMOVDQU16, target.y().zero(mask), from);
        a.emit(VPMOVZXWD, target, target.y());
        a.emit(VPSLLD, 16, target, target);
      }
      case I8 -> {
        a.emit(VMOVDQU8, target.x().zero(mask), from);
        a.emit(VPMOVSXBD, target, target.x());
        a.emit(VCVTDQ2PS, target, target);
      }
      case I16 -> {
        a.emit(VMOVDQU16, target.y().zero(mask), from);
        a.emit(VPMOVSXWD, target, target.y());
        a.emit(VCVTDQ2PS, target, target);
      }
      case I32 -> {
        a.emit(VMOVDQU, target.zero(mask), from);
        a.emit(VCVTDQ2PS, target, target);
      }
      case I64 -> restHalves(VCVTQQ2PS, target, from, i);
      case F64 -> restHalves(VCVTPD2PS, target, from, i);
      default -> throw new IllegalArgumentException(type + " is not plain");
    }
  }

  private void restHalves(Instruction narrow, Vec target, Mem from, int i) {
    a.emit(KMOVB, SECOND_HALF, bits.plus(2 * i + 1));
    a.emit(VMOVDQU64, target.zero(mask(i)), from);
    a.emit(VMOVDQU64, spare.zero(SECOND_HALF), from.plus(64));
    a.emit(narrow, target.y(), target);
    a.emit(narrow, spare.y(), spare);
    joinHalves(target);
  }
}
