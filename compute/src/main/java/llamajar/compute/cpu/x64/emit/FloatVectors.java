package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPS2PH;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLD;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Vectors of floats of one width, and what kernels do with them that depends on it: 16 lanes and
/// mask registers with AVX-512, 8 lanes and masks in vector registers with AVX2.
///
/// The **rest** of a row are the lanes behind its last whole vector. They are loaded and stored
/// under a mask, so that nothing is read or written beyond the row; lanes beyond it become zero.
public abstract sealed class FloatVectors permits FloatVectors256, FloatVectors512 {
  private static final int TO_NEAREST = 0;

  final Assembler a;
  private final int bits;

  FloatVectors(Assembler a, int bits) {
    this.a = a;
    this.bits = bits;
  }

  /// Those of a kernel.
  ///
  /// @param wide whether with AVX-512
  public static FloatVectors of(Assembler a, boolean wide) {
    return wide ? new FloatVectors512(a) : new FloatVectors256(a);
  }

  /// Where to emit.
  public Assembler assembler() {
    return a;
  }

  /// Whether these are vectors of AVX-512.
  public boolean isWide() {
    return bits == 512;
  }

  /// Floats of a vector.
  public int lanes() {
    return bits / Float.SIZE;
  }

  /// Bytes of a vector.
  public int bytes() {
    return bits / Byte.SIZE;
  }

  /// A register.
  public Vec reg(int number) {
    return Vec.xmm(number).as(bits);
  }

  /// A register whose number depends on the width, because AVX-512 has twice as many.
  public Vec reg(int wide, int narrow) {
    return reg(isWide() ? wide : narrow);
  }

  /// The lower half of a register.
  public Vec half(Vec register) {
    return register.as(bits / 2);
  }

  /// A float in all lanes, as an operand.
  public abstract Mem all(float value);

  /// Puts a float in all lanes of a register.
  public void fill(Vec target, float value) {
    a.emit(VBROADCASTSS, target, Constants.real(a, value));
  }

  /// Sets the mask of the rest.
  ///
  /// @param lanes one bit for each lane; not changed until the rest has been handled
  public abstract void rest(Gpr lanes);

  /// Sets the mask of the rest, for floats only.
  ///
  /// @param lanes one bit for each lane, in 32 bits
  public abstract void rest(Mem lanes);

  /// Sets the mask so that the rest is a whole vector, for floats only.
  public abstract void wholeRest();

  /// Loads floats.
  public void load(Vec target, Mem from, boolean rest) {
    if (rest) {
      loadRest(target, from);
    } else {
      a.emit(VMOVUPS, target, from);
    }
  }

  /// Stores floats.
  public void store(Mem target, Vec from, boolean rest) {
    if (rest) {
      storeRest(target, from);
    } else {
      a.emit(VMOVUPS_STORE, target, from);
    }
  }

  /// Loads binary16 numbers as floats.
  public void loadHalf(Vec target, Mem from, boolean rest) {
    if (rest) {
      loadHalfRest(target, from);
    } else {
      a.emit(VCVTPH2PS, target, from);
    }
  }

  /// Stores floats as binary16 numbers, rounded to the nearest, ties to even. The register may
  /// change.
  public void storeHalf(Mem target, Vec from, boolean rest) {
    if (rest) {
      storeHalfRest(target, from);
    } else {
      a.emit(VCVTPS2PH, TO_NEAREST, target, from);
    }
  }

  /// Loads bfloat16 numbers as floats, of which they are the upper halves.
  public void loadBfloat(Vec target, Mem from, boolean rest) {
    if (rest) {
      loadWordsRest(target, from);
    } else {
      a.emit(VPMOVZXWD, target, from);
    }
    a.emit(VPSLLD, 16, target, target);
  }

  abstract void loadRest(Vec target, Mem from);

  abstract void storeRest(Mem target, Vec from);

  abstract void loadHalfRest(Vec target, Mem from);

  abstract void storeHalfRest(Mem target, Vec from);

  /// Words, each in the lower half of a lane.
  abstract void loadWordsRest(Vec target, Mem from);
}
