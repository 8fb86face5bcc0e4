package llamajar.compute.cpu.x64.asm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/// Numbers in the pool of constants.
public final class Constants {
  private Constants() {}

  /// Bytes.
  public static Mem bytes(Assembler a, int count, IntUnaryOperator byteAt) {
    return a.constant(of(count, byteAt));
  }

  /// Bytes before they are in the pool.
  public static byte[] of(int count, IntUnaryOperator byteAt) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) byteAt.applyAsInt(i);
    }
    return bytes;
  }

  /// 16-bit integers.
  public static Mem shorts(Assembler a, int count, IntUnaryOperator shortAt) {
    return bytes(a, 2 * count, i -> shortAt.applyAsInt(i / 2) >> (8 * (i % 2)));
  }

  /// 32-bit integers.
  public static Mem ints(Assembler a, int count, IntUnaryOperator intAt) {
    return a.constant(ofInts(count, intAt));
  }

  /// The bytes of 32-bit integers.
  public static byte[] ofInts(int count, IntUnaryOperator intAt) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      buffer.putInt(intAt.applyAsInt(i));
    }
    return buffer.array();
  }

  /// One float.
  public static Mem real(Assembler a, float value) {
    return ints(a, 1, i -> Float.floatToRawIntBits(value));
  }
}
