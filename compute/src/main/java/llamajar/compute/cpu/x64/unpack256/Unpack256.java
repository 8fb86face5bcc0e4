package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import java.util.function.IntUnaryOperator;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Where unpackers find and leave things, and what they have in common: AVX2 with 8 lanes.
///
/// An unpacker turns a group of 256 weights into eight vectors of 32 bytes, and gives their scales.
/// It may use the integer registers from R12 on, RBX and RDX, the temporaries, one register that
/// keeps a constant, and [#LOCAL_BYTES] at RSP. Other constants are operands in memory: there are
/// too few registers, and loads cost little beside shuffles.
public final class Unpack256 {
  /// Address of the group.
  public static final Gpr GROUP = Gpr.RAX;

  /// Scales, 8 or the first 8 of 16.
  public static final Vec SCALES = Vec.ymm(8);

  /// The last 8 of 16 scales.
  public static final Vec MORE_SCALES = Vec.ymm(9);

  /// Minima that are subtracted, likewise.
  public static final Vec MINIMA = Vec.ymm(10);

  /// The last 8 of 16 minima.
  public static final Vec MORE_MINIMA = Vec.ymm(11);

  /// Bytes at RSP that belong to the unpacker from its scales to the last chunk of a group.
  public static final int LOCAL_BYTES = 192;

  /// Free for unpackers, but not kept between calls.
  static final Vec T0 = Vec.ymm(12);

  static final Vec T1 = Vec.ymm(13);
  static final Vec T2 = Vec.ymm(14);

  private static final Vec KEPT = Vec.ymm(15);

  final Assembler a;
  private boolean keeps;

  /// For one kernel.
  public Unpack256(Assembler a) {
    this.a = a;
  }

  /// A place in the group.
  static Mem group(int offset) {
    return Mem.at(GROUP, offset);
  }

  /// A place in local memory.
  static Mem local(int offset) {
    return Mem.at(Gpr.RSP, offset);
  }

  /// A register that keeps 32 bytes through the whole kernel. There is one.
  Vec keep(IntUnaryOperator byteAt) {
    if (keeps) {
      throw new IllegalStateException("no register is left for a constant");
    }
    keeps = true;
    a.emit(VMOVDQU, KEPT, bytes(byteAt));
    return KEPT;
  }

  /// 32 bytes in the pool.
  Mem bytes(IntUnaryOperator byteAt) {
    return Constants.bytes(a, 32, byteAt);
  }

  /// The same byte 32 times.
  Mem all(int value) {
    return bytes(i -> value);
  }

  /// Eight 32-bit integers in the pool.
  Mem ints(IntUnaryOperator intAt) {
    return Constants.ints(a, 8, intAt);
  }

  /// Eight floats in the pool.
  Mem reals(float value) {
    return ints(i -> Float.floatToRawIntBits(value));
  }

  /// The half-precision number at an offset in all 8 lanes of a vector of floats.
  void half(Vec target, int offset) {
    a.emit(VPBROADCASTW, target.x(), group(offset));
    a.emit(VCVTPH2PS, target, target.x());
  }

  /// Shifts 16-bit lanes so that bit `from` comes to bit `to`.
  void moveBit(Vec target, int from, int to) {
    if (from > to) {
      a.emit(VPSRLW, from - to, target, target);
    } else if (from < to) {
      a.emit(VPSLLW, to - from, target, target);
    }
  }

  /// Makes a byte of each of 32 bits: 255 for a bit that is set, 0 otherwise.
  void expandBits(Vec target, Mem bits) {
    spreadBytes(target, bits);
    Mem selected = bytes(i -> 1 << i % 8);
    a.emit(VPAND, target, target, selected);
    a.emit(VPCMPEQB, target, target, selected);
  }

  /// Copies each of four bytes eight times.
  void spreadBytes(Vec target, Mem four) {
    a.emit(VPBROADCASTD, target, four);
    a.emit(VPSHUFB, target, target, bytes(i -> i / 8));
  }

  /// Four bit fields at the bottom of each 32-bit lane become its four bytes.
  ///
  /// @param width of a field, up to 7
  void spreadFields(Vec target, int width) {
    int step = 8 - width;
    int mask = (1 << width) - 1;
    int both = (1 << (2 * width)) - 1;
    // First two fields to each half of the lane, then one to each byte.
    split(target, 2 * step, both, both << 16);
    split(target, step, mask | mask << 16, mask << 8 | mask << 24);
  }

  private void split(Vec target, int shift, int keptBits, int movedBits) {
    a.emit(VPSLLD, shift, T2, target);
    a.emit(VPAND, target, target, ints(i -> keptBits));
    a.emit(VPAND, T2, T2, ints(i -> movedBits));
    a.emit(VPOR, target, target, T2);
  }
}
