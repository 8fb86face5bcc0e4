package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTW;

import java.util.function.IntUnaryOperator;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Where unpackers find and leave things, and what they have in common: AVX-512 with 16 lanes.
///
/// An unpacker turns a group of 256 weights into four vectors of 64 unsigned bytes, and gives their
/// scales. It may use the integer registers from R12 on, RBX and RDX, the temporaries, eight
/// registers that keep constants, and all mask registers.
public final class Unpack512 {
  /// Address of the group.
  public static final Gpr GROUP = Gpr.RAX;

  /// Scales: 8 or 16 floats; what is above 8 is zero.
  public static final Vec SCALES = Vec.zmm(8);

  /// Minima that are subtracted, likewise.
  public static final Vec MINIMA = Vec.zmm(9);

  /// Free for unpackers, between calls as well within one group.
  static final Vec T0 = Vec.zmm(21);

  static final Vec T1 = Vec.zmm(22);
  static final Vec T2 = Vec.zmm(23);

  private static final int FIRST_CONSTANT = 24;

  final Assembler a;
  private int nextConstant;

  private Unpack512(Assembler a, int firstConstant) {
    this.a = a;
    nextConstant = firstConstant;
  }

  /// For an [Unpacker512] in one kernel.
  public static Unpack512 inOrder(Assembler a) {
    return new Unpack512(a, FIRST_CONSTANT);
  }

  /// For a [PositionUnpacker512] in one kernel.
  public static Unpack512 byPosition(Assembler a) {
    return new Unpack512(a, PositionRegisters.FIRST_CONSTANT);
  }

  /// A place in the group.
  static Mem group(int offset) {
    return Mem.at(GROUP, offset);
  }

  static Mask k(int number) {
    return new Mask(number);
  }

  /// A register that keeps 64 bytes through the whole kernel.
  Vec keep(IntUnaryOperator byteAt) {
    Vec register = register();
    a.emit(VMOVDQU, register, bytes(64, byteAt));
    return register;
  }

  private Vec register() {
    int number = nextConstant++;
    if (number > 31) {
      throw new IllegalStateException("no register is left for a constant");
    }
    return Vec.zmm(number);
  }

  /// Bytes in the pool.
  Mem bytes(int count, IntUnaryOperator byteAt) {
    return Constants.bytes(a, count, byteAt);
  }

  /// 16-bit integers in the pool.
  Mem shorts(int count, IntUnaryOperator shortAt) {
    return Constants.shorts(a, count, shortAt);
  }

  /// 32-bit integers in the pool.
  Mem ints(int count, IntUnaryOperator intAt) {
    return Constants.ints(a, count, intAt);
  }

  /// One float in the pool.
  Mem real(float value) {
    return Constants.real(a, value);
  }

  /// Loads a vector.
  void load(Vec target, Mem source) {
    a.emit(VMOVDQU, target, source);
  }

  /// The half-precision number at an offset in all 16 lanes of a vector of floats.
  void half(Vec target, int offset) {
    a.emit(VPBROADCASTW, target.y(), group(offset));
    a.emit(VCVTPH2PS, target, target.y());
  }

  /// A float in all lanes.
  void all(Vec target, float value) {
    a.emit(VBROADCASTSS, target, real(value));
  }
}
