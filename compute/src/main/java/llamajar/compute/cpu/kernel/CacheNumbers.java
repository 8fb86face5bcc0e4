package llamajar.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.KvType;

/// Writes floats in the formats of a cache, in plain Java: the definition for kernels of all tiers.
public final class CacheNumbers {
  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 2 + BLOCK;
  private static final int LARGEST_CODE = 127;
  private static final float LARGEST_HALF = 65504;
  private static final float LEAST_HALF = 0x1p-24f;

  private CacheNumbers() {}

  /// Stores numbers, each rounded to the nearest that the format has.
  ///
  /// @param inOffset in floats
  /// @param count a multiple of the format's block length
  /// @param byteOffset in `target`
  public static void store(
      MemorySegment in,
      long inOffset,
      int count,
      KvType type,
      MemorySegment target,
      long byteOffset) {
    switch (type) {
      case F32 ->
          MemorySegment.copy(
              in, Float.BYTES * inOffset, target, byteOffset, (long) Float.BYTES * count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          word(target, byteOffset + 2L * i, Float.floatToFloat16(get(in, inOffset + i)));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          word(target, byteOffset + 2L * i, bfloat(get(in, inOffset + i)));
        }
      }
      case Q8_0 -> {
        for (int b = 0; b < count / BLOCK; b++) {
          quantize(in, inOffset + (long) BLOCK * b, target, byteOffset + (long) BLOCK_BYTES * b);
        }
      }
    }
  }

  /// Ties to even; NaN stays one.
  private static short bfloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }

  private static void quantize(MemorySegment in, long first, MemorySegment target, long offset) {
    float greatest = 0;
    for (int i = 0; i < BLOCK; i++) {
      greatest = Math.max(greatest, Math.abs(get(in, first + i)));
    }
    short half = Float.floatToFloat16(Math.min(greatest / LARGEST_CODE, LARGEST_HALF));
    // The scale as it will be read, so that its rounding does not add to that of the codes.
    float scale = Math.max(Float.float16ToFloat(half), LEAST_HALF);
    word(target, offset, half);
    for (int i = 0; i < BLOCK; i++) {
      int code = (int) Math.rint(get(in, first + i) / scale);
      int limited = Math.clamp(code, -LARGEST_CODE, LARGEST_CODE);
      target.set(ValueLayout.JAVA_BYTE, offset + 2 + i, (byte) limited);
    }
  }

  private static float get(MemorySegment in, long index) {
    return in.get(ValueLayout.JAVA_FLOAT_UNALIGNED, Float.BYTES * index);
  }

  private static void word(MemorySegment target, long offset, short value) {
    target.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, value);
  }
}
