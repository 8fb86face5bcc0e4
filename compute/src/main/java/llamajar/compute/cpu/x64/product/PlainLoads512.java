package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Instruction;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.TensorType;

/// Emits loads of numbers of a plain type, 16 at a time, as float32, with AVX-512.
///
/// The end of a row is read under masks: nothing behind it is touched, and what is missing is zero.
///
/// @param a where to emit
/// @param type a type that is not quantized
/// @param spare a register that loads may change
record PlainLoads512(Assembler a, TensorType type, Vec spare) {
  /// Numbers of a step, which is four loads.
  static final int STEP = 64;

  /// Loads of a step.
  static final int LOADS = STEP / 16;

  private static final Mask SECOND_HALF = new Mask(5);

  /// Bits of the numbers behind whole steps, as kernels are told them.
  static long restBits(int length) {
    return (1L << length % STEP) - 1;
  }

  /// Bytes of a step.
  int stepBytes() {
    return STEP * type.blockBytes();
  }

  /// Bytes of 16 numbers.
  int loadBytes() {
    return 16 * type.blockBytes();
  }

  /// Emits what brings the bits of a rest, a parameter at `bits`, into mask registers.
  void masks(Mem bits) {
    for (int i = 0; i < LOADS; i++) {
      a.emit(KMOVW, mask(i), bits.plus(2 * i));
    }
  }

  /// The numbers of load `i` of a rest that are there; valid after [#masks(Mem)].
  static Mask mask(int i) {
    return new Mask(1 + i);
  }

  /// Emits a load.
  void load(Vec target, Mem from) {
    switch (type) {
      case F32 -> a.emit(VMOVUPS, target, from);
      case F16 -> a.emit(VCVTPH2PS, target, from);
      case BF16 -> {
        a.emit(VPMOVZXWD, target, from);
        a.emit(VPSLLD, 16, target, target);
      }
      case I8 -> integers(VPMOVSXBD, target, from);
      case I16 -> integers(VPMOVSXWD, target, from);
      case I32 -> a.emit(VCVTDQ2PS, target, from);
      case I64 -> halves(VCVTQQ2PS, target, from);
      case F64 -> halves(VCVTPD2PS, target, from);
      default -> throw new IllegalArgumentException(type + " is not plain");
    }
  }

  private void integers(Instruction widen, Vec target, Mem from) {
    a.emit(widen, target, from);
    a.emit(VCVTDQ2PS, target, target);
  }

  private void halves(Instruction narrow, Vec target, Mem from) {
    a.emit(narrow, target.y(), from);
    a.emit(narrow, spare.y(), from.plus(64));
    a.emit(VINSERTI64X4, 1, target, target, spare.y());
  }

  /// Emits load `i` of a rest.
  ///
  /// @param bits the parameter that [#masks(Mem)] was given
  void loadRest(Vec target, Mem from, int i, Mem bits) {
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
      case I64 -> restHalves(VCVTQQ2PS, target, from, i, bits);
      case F64 -> restHalves(VCVTPD2PS, target, from, i, bits);
      default -> throw new IllegalArgumentException(type + " is not plain");
    }
  }

  private void restHalves(Instruction narrow, Vec target, Mem from, int i, Mem bits) {
    a.emit(KMOVB, SECOND_HALF, bits.plus(2 * i + 1));
    a.emit(VMOVDQU64, target.zero(mask(i)), from);
    a.emit(VMOVDQU64, spare.zero(SECOND_HALF), from.plus(64));
    a.emit(narrow, target.y(), target);
    a.emit(narrow, spare.y(), spare);
    a.emit(VINSERTI64X4, 1, target, target, spare.y());
  }
}
