package llamajar.testkit.x64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The 64 bytes of a vector, as elements of any kind.
final class Lanes {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  final byte[] bytes = new byte[Machine.VECTOR_BYTES];

  int i8(int index) {
    return bytes[index];
  }

  int u8(int index) {
    return bytes[index] & 0xFF;
  }

  int i16(int index) {
    return (short) SHORTS.get(bytes, 2 * index);
  }

  int u16(int index) {
    return i16(index) & 0xFFFF;
  }

  int i32(int index) {
    return (int) INTS.get(bytes, 4 * index);
  }

  long i64(int index) {
    return (long) LONGS.get(bytes, 8 * index);
  }

  float f32(int index) {
    return (float) FLOATS.get(bytes, 4 * index);
  }

  double f64(int index) {
    return (double) DOUBLES.get(bytes, 8 * index);
  }

  void set8(int index, int value) {
    bytes[index] = (byte) value;
  }

  void set16(int index, int value) {
    SHORTS.set(bytes, 2 * index, (short) value);
  }

  void set32(int index, int value) {
    INTS.set(bytes, 4 * index, value);
  }

  void set64(int index, long value) {
    LONGS.set(bytes, 8 * index, value);
  }

  void set(int index, float value) {
    FLOATS.set(bytes, 4 * index, value);
  }

  /// An element of 1, 2, 4 or 8 bytes, zero-extended.
  long element(int size, int index) {
    return switch (size) {
      case 1 -> u8(index);
      case 2 -> u16(index);
      case 4 -> i32(index) & 0xFFFF_FFFFL;
      default -> i64(index);
    };
  }

  /// Copies `count` bytes of another vector; the rest becomes zero.
  void setTo(Lanes other, int count) {
    System.arraycopy(other.bytes, 0, bytes, 0, count);
    clearFrom(count);
  }

  void copy(Lanes from, int fromByte, int toByte, int count) {
    System.arraycopy(from.bytes, fromByte, bytes, toByte, count);
  }

  void clearFrom(int first) {
    Arrays.fill(bytes, first, bytes.length, (byte) 0);
  }

  void fill(byte value) {
    Arrays.fill(bytes, value);
  }

  /// Repeats the first `size` bytes up to `count`.
  void repeat(int size, int count) {
    for (int i = size; i < count; i += size) {
      System.arraycopy(bytes, 0, bytes, i, size);
    }
  }
}
