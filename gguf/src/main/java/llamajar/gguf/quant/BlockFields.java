package llamajar.gguf.quant;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads of the fields of a block: little-endian and unaligned, since many blocks have odd sizes.
final class BlockFields {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private BlockFields() {}

  /// A signed byte.
  static byte s8(MemorySegment source, long offset) {
    return source.get(ValueLayout.JAVA_BYTE, offset);
  }

  /// An unsigned byte.
  static int u8(MemorySegment source, long offset) {
    return Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, offset));
  }

  /// An unsigned 16-bit integer.
  static int u16(MemorySegment source, long offset) {
    return Short.toUnsignedInt(source.get(SHORT, offset));
  }

  /// The 32 bits of an integer; its users treat them as a set of bit fields.
  static int u32(MemorySegment source, long offset) {
    return source.get(INT, offset);
  }

  /// Eight bytes, the first one lowest.
  static long u64(MemorySegment source, long offset) {
    return source.get(LONG, offset);
  }

  /// `count` bits of a value, the lowest of them at `position`.
  static int bits(int value, int position, int count) {
    return (value >>> position) & ((1 << count) - 1);
  }

  /// A binary16 number, widened exactly: denormals and the sign of zero survive.
  static float half(MemorySegment source, long offset) {
    return Float.float16ToFloat(source.get(SHORT, offset));
  }
}
