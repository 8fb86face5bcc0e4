package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Instruction;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.gguf.TensorType;

/// Emits loads of numbers of a plain type, a vector at a time, as float32.
///
/// What is behind the last whole step of a row is its rest: nothing behind it is touched, and what
/// is missing is zero.
abstract sealed class PlainLoads permits PlainLoads256, PlainLoads512 {
  /// Loads of a step.
  static final int LOADS = 4;

  final Assembler a;
  final FloatVectors vectors;
  final TensorType type;

  /// A register that loads may change.
  final Vec spare;

  PlainLoads(FloatVectors vectors, TensorType type, Vec spare) {
    a = vectors.assembler();
    this.vectors = vectors;
    this.type = type;
    this.spare = spare;
  }

  /// @param type a type that is not quantized
  /// @param spare a register that loads may change
  static PlainLoads of(FloatVectors vectors, TensorType type, Vec spare) {
    return vectors.isWide()
        ? new PlainLoads512(vectors, type, spare)
        : new PlainLoads256(vectors, type, spare);
  }

  /// Numbers of a step.
  static int step(boolean wide) {
    return LOADS * (wide ? 16 : 8);
  }

  /// Bits of the numbers behind whole steps, as kernels are told them.
  static long restBits(int length, boolean wide) {
    return (1L << length % step(wide)) - 1;
  }

  /// Numbers of a step.
  final int step() {
    return step(vectors.isWide());
  }

  /// Bytes of a step.
  final int stepBytes() {
    return LOADS * loadBytes();
  }

  /// Bytes of the numbers of a vector.
  final int loadBytes() {
    return vectors.lanes() * type.blockBytes();
  }

  /// Emits what comes before everything else.
  ///
  /// @param bits the parameter that has the bits of the rest
  abstract void begin(Mem bits);

  /// Emits a load.
  final void load(Vec target, Mem from) {
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
    a.emit(narrow, vectors.half(target), from);
    a.emit(narrow, vectors.half(spare), from.plus(vectors.bytes()));
    joinHalves(target);
  }

  /// Puts the lower half of the spare register above the lower half of another.
  abstract void joinHalves(Vec target);

  /// Emits what comes before the rest of a row is loaded.
  ///
  /// @param row which of the rows that are loaded at a time, from 0
  /// @param from where its rest begins
  abstract void beginRest(int row, Mem from);

  /// Emits load `i` of the rest of a row.
  abstract void loadRest(Vec target, int row, Mem from, int i);

  /// Emits what comes before floats of the rest are loaded.
  abstract void beginFloats(int i);

  /// Emits load `i` of the rest of floats.
  abstract void loadFloats(Vec target, Mem from, int i);
}
