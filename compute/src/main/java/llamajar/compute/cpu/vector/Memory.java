package llamajar.compute.cpu.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/// Native memory by address.
///
/// Kernels check each argument once, in [#address(MemorySegment, long, long)], and then address
/// memory through one constant segment that spans everything. A check at each access costs more
/// than the arithmetic, and segments of several classes at one call site (mapped weights, allocated
/// activations) would make each access a virtual call.
final class Memory {
  /// All of memory.
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /// The order of bytes in files, and in memory on every machine that has a vector tier.
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

  private Memory() {}

  /// The address of a part of a segment.
  ///
  /// @throws IndexOutOfBoundsException if the part is not inside the segment
  /// @throws IllegalArgumentException if the segment is on the Java heap, which has no addresses
  /// @throws IllegalStateException if the segment has been closed
  static long address(MemorySegment segment, long byteOffset, long bytes) {
    Objects.checkFromIndexSize(byteOffset, bytes, segment.byteSize());
    if (!segment.isNative()) {
      throw new IllegalArgumentException("kernels need native memory: " + segment);
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("closed: " + segment);
    }
    return segment.address() + byteOffset;
  }

  /// The same address, but now the compiler sees that it is positive: it then knows that accesses
  /// at bounded distances from it are within [#ALL], and leaves out the check of each.
  static long positive(long address) {
    return address & (Long.MAX_VALUE >>> 1);
  }

  /// The same index, but now the compiler sees that it is less than `bound`, a power of two. It
  /// finds the range of a loop's counter only after it has prepared the loop for checks that then
  /// turn out to be unnecessary.
  static int below(int bound, int index) {
    return index & (bound - 1);
  }

  /// A signed byte.
  static int s8(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  /// An unsigned byte.
  static int u8(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address) & 0xFF;
  }

  /// An unsigned 16-bit number.
  static int u16(long address) {
    return ALL.get(SHORT, address) & 0xFFFF;
  }

  /// Four bytes.
  static int i32(long address) {
    return ALL.get(INT, address);
  }

  /// Eight bytes.
  static long i64(long address) {
    return ALL.get(LONG, address);
  }

  /// A binary16 number.
  static float half(long address) {
    return Float.float16ToFloat(ALL.get(SHORT, address));
  }

  /// A binary32 number.
  static float f32(long address) {
    return ALL.get(FLOAT, address);
  }

  /// Writes a binary32 number.
  static void f32(long address, float value) {
    ALL.set(FLOAT, address, value);
  }

  /// Writes 16 bits.
  static void i16(long address, short value) {
    ALL.set(SHORT, address, value);
  }
}
