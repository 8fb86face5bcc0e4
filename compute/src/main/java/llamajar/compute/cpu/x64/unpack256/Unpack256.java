package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Operand;
import llamajar.compute.cpu.x64.asm.Vec;

/// Where unpackers find and leave things, and what they have in common: AVX2 with 8 lanes.
///
/// An unpacker turns a group of 256 weights into eight vectors of 32 bytes, and gives their scales.
/// It may use the integer registers from R12 on, RBX and RDX, the temporaries, one register that
/// keeps a constant, and [#LOCAL_BYTES] at RSP. More constants are kept in registers that the
/// kernel can spare, in the order in which unpackers ask for them; the others are operands in
/// memory.
public final class Unpack256 {
  /// Address of the group.
  public static final Gpr GROUP = Gpr.RAX;

  /// What codes of scales are multiplied by, in all lanes, see [CodedUnpacker256].
  public static final Vec FACTOR = Vec.ymm(12);

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
  static final Vec T0 = FACTOR;

  static final Vec T1 = Vec.ymm(13);
  static final Vec T2 = Vec.ymm(14);

  /// Byte `i` of 32 selects bit `i mod 8`.
  static final IntUnaryOperator SELECTED = i -> 1 << i % 8;

  /// Copies each of four bytes eight times.
  static final IntUnaryOperator SPREAD = i -> i / 8;

  private static final Vec KEPT = Vec.ymm(15);

  final Assembler a;
  private final Deque<Vec> spare;
  private final Map<ByteBuffer, Vec> inRegisters = new HashMap<>();
  private boolean keeps;

  /// For a kernel without registers to spare.
  public Unpack256(Assembler a) {
    this(a, List.of());
  }

  /// For one kernel.
  ///
  /// @param spare registers that the kernel leaves to constants
  public Unpack256(Assembler a, List<Vec> spare) {
    this.a = a;
    this.spare = new ArrayDeque<>(spare);
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
    a.emit(VMOVDQU, KEPT, Constants.bytes(a, 32, byteAt));
    return KEPT;
  }

  /// Keeps 32 bytes in a register through the whole kernel if one is left: [#bytes] returns it
  /// then.
  public void keepIfRoom(IntUnaryOperator byteAt) {
    keepIfRoom(Constants.of(32, byteAt));
  }

  /// The same with one byte 32 times.
  void keepAllIfRoom(int value) {
    keepIfRoom(i -> value);
  }

  /// The same with eight 32-bit integers.
  void keepIntsIfRoom(IntUnaryOperator intAt) {
    keepIfRoom(Constants.ofInts(8, intAt));
  }

  private void keepIfRoom(byte[] bytes) {
    ByteBuffer key = ByteBuffer.wrap(bytes);
    if (!spare.isEmpty() && !inRegisters.containsKey(key)) {
      Vec register = spare.removeFirst();
      a.emit(VMOVDQU, register, a.constant(bytes));
      inRegisters.put(key, register);
    }
  }

  /// 32 bytes: a register or a place in the pool.
  public Operand bytes(IntUnaryOperator byteAt) {
    return constant(Constants.of(32, byteAt));
  }

  /// The same byte 32 times.
  Operand all(int value) {
    return bytes(i -> value);
  }

  /// The same byte 16 times, for operations on 128 bits.
  Operand low(int value) {
    Operand bytes = all(value);
    return bytes instanceof Vec register ? register.x() : bytes;
  }

  /// Eight 32-bit integers.
  Operand ints(IntUnaryOperator intAt) {
    return constant(Constants.ofInts(8, intAt));
  }

  /// Eight floats.
  public Operand reals(float value) {
    return ints(i -> Float.floatToRawIntBits(value));
  }

  private Operand constant(byte[] bytes) {
    Vec register = inRegisters.get(ByteBuffer.wrap(bytes));
    return register != null ? register : a.constant(bytes);
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
    Operand selected = bytes(SELECTED);
    a.emit(VPAND, target, target, selected);
    a.emit(VPCMPEQB, target, target, selected);
  }

  /// Copies each of four bytes eight times.
  void spreadBytes(Vec target, Mem four) {
    a.emit(VPBROADCASTD, target, four);
    a.emit(VPSHUFB, target, target, bytes(SPREAD));
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
