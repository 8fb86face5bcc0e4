package llamajar.testkit.ptx.machine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Little-endian access to arrays of bytes by width.
final class Bytes {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private Bytes() {}

  /// The 1, 2, 4 or 8 bytes at an index, extended with zeros.
  static long get(byte[] array, int index, int bytes) {
    return switch (bytes) {
      case 1 -> array[index] & 0xff;
      case 2 -> (short) SHORT.get(array, index) & 0xffff;
      case 4 -> (int) INT.get(array, index) & 0xffff_ffffL;
      case 8 -> (long) LONG.get(array, index);
      default -> throw new IllegalArgumentException("no access has " + bytes + " bytes");
    };
  }

  /// The 4 bytes at an index.
  static int getInt(byte[] array, int index) {
    return (int) INT.get(array, index);
  }

  /// Sets the 1, 2, 4 or 8 bytes at an index to the low bytes of a value.
  static void set(byte[] array, int index, int bytes, long value) {
    switch (bytes) {
      case 1 -> array[index] = (byte) value;
      case 2 -> SHORT.set(array, index, (short) value);
      case 4 -> INT.set(array, index, (int) value);
      case 8 -> LONG.set(array, index, value);
      default -> throw new IllegalArgumentException("no access has " + bytes + " bytes");
    }
  }
}
