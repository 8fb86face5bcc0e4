package llamajar.gguf.quant;

import static llamajar.gguf.quant.BlockFields.u16;
import static llamajar.gguf.quant.BlockFields.u8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.gguf.TensorType;

/// Turns random bytes into a valid block by rewriting the fields that hold floating-point numbers,
/// so that weights are of the order of a given scale.
///
/// The random bits found in a field decide how far its new value lies from that scale.
sealed interface BlockScales {

  /// Rewrites the scale fields of a block whose bytes are random.
  void write(MemorySegment target, long block);

  /// What blocks of this type need.
  ///
  /// @param scale roughly what a block's scale shall be
  /// @throws IllegalArgumentException if the type holds integers
  static BlockScales of(TensorType type, double scale) {
    return switch (type) {
      case F32, F16, BF16, F64 -> new Plain(type, scale);
      case Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS, Q1_0 -> new Half(0, scale);
      case IQ1_S, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> new Half(0, scale);
      case Q3_K -> new Half(108, scale);
      case Q6_K -> new Half(208, scale);
      case TQ1_0 -> new Half(52, scale);
      case TQ2_0 -> new TwoBitTernary(64, 0, 64, scale);
      case Q2_0 -> new TwoBitTernary(0, 2, 16, scale);
      // The second factor moves the middle of the codes, such as 7.5 of 0 to 15, to zero.
      case Q4_1 -> new HalfPair(0, scale, -7.5);
      case Q5_1 -> new HalfPair(0, scale, -15.5);
      case Q2_K -> new HalfPair(80, scale, 1.5);
      case Q4_K -> new HalfPair(0, scale, 7.5);
      case Q5_K -> new HalfPair(0, scale, 15.5);
      case IQ1_M -> new ScatteredHalf(scale);
      case MXFP4 -> Bytes.e8m0(scale);
      case NVFP4 -> Bytes.ue4m3(scale);
      case I8, I16, I32, I64 ->
          throw new IllegalArgumentException(
              type + " holds indices, not weights: choose a floating-point or quantized type");
    };
  }

  /// Half to one and a half times `scale`, as 16 random bits say, as binary16.
  private static short half(double scale, int randomBits) {
    return Float.floatToFloat16((float) (scale * (0.5 + randomBits * 0x1p-16)));
  }

  /// A block that is one number: evenly distributed between `−scale` and `scale`.
  record Plain(TensorType type, double scale) implements BlockScales {
    @Override
    public void write(MemorySegment target, long block) {
      if (type == TensorType.F64) {
        long random = target.get(BlockFields.LONG, block);
        target.set(BlockFields.DOUBLE, block, random * 0x1p-63 * scale);
      } else if (type == TensorType.F32) {
        int random = target.get(BlockFields.INT, block);
        target.set(BlockFields.FLOAT, block, (float) (random * 0x1p-31 * scale));
      } else {
        float value = (float) (target.get(BlockFields.SHORT, block) * 0x1p-15 * scale);
        short bits =
            type == TensorType.F16
                ? Float.floatToFloat16(value)
                : (short) (Float.floatToRawIntBits(value) >>> 16);
        target.set(BlockFields.SHORT, block, bits);
      }
    }
  }

  /// One binary16 scale.
  record Half(int offset, double scale) implements BlockScales {
    @Override
    public void write(MemorySegment target, long block) {
      target.set(BlockFields.SHORT, block + offset, half(scale, u16(target, block + offset)));
    }
  }

  /// A binary16 scale and behind it a binary16 offset that is `ratio` times as large.
  record HalfPair(int offset, double scale, double ratio) implements BlockScales {
    @Override
    public void write(MemorySegment target, long block) {
      int random = u16(target, block + offset);
      target.set(BlockFields.SHORT, block + offset, half(scale, random));
      target.set(BlockFields.SHORT, block + offset + 2, half(scale * ratio, random));
    }
  }

  /// A binary16 scale, and two-bit codes that mean −1, 0 and 1; the fourth, which is legal but
  /// which no writer emits, becomes 0.
  record TwoBitTernary(int offset, int codes, int codeBytes, double scale) implements BlockScales {
    @Override
    public void write(MemorySegment target, long block) {
      for (long at = block + codes; at < block + codes + codeBytes; at += 8) {
        long random = target.get(BlockFields.LONG, at);
        long threes = random & (random >>> 1) & 0x5555555555555555L;
        target.set(BlockFields.LONG, at, random ^ (threes << 1));
      }
      target.set(BlockFields.SHORT, block + offset, half(scale, u16(target, block + offset)));
    }
  }

  /// The binary16 scale of IQ1_M, in the top nibbles of the four words at its end.
  record ScatteredHalf(double scale) implements BlockScales {
    private static final int WORDS = 48;

    @Override
    public void write(MemorySegment target, long block) {
      short half = half(scale, u16(target, block + WORDS));
      for (int q = 0; q < 4; q++) {
        long at = block + WORDS + 2L * q;
        int nibble = (half >> (4 * q)) & 0xF;
        target.set(BlockFields.SHORT, at, (short) ((u16(target, at) & 0xFFF) | (nibble << 12)));
      }
    }
  }

  /// One-byte scales at the start of a block, which are too coarse to hit a scale: each is one of
  /// two neighbours, mixed so that the mean square comes out right.
  ///
  /// @param lower the byte of the smaller neighbour
  /// @param upperShare how many of 256 bytes take the larger one
  record Bytes(int count, int lower, int upperShare) implements BlockScales {
    static Bytes e8m0(double scale) {
      int lower = Math.clamp(Math.getExponent(scale) + 128, 0, 252);
      return between(1, lower, ScaleByte.e8m0Half(lower), ScaleByte.e8m0Half(lower + 1), scale);
    }

    static Bytes ue4m3(double scale) {
      int lower = 0;
      while (lower < 0x7D && ScaleByte.ue4m3Half(lower + 1) <= scale) {
        lower++;
      }
      return between(4, lower, ScaleByte.ue4m3Half(lower), ScaleByte.ue4m3Half(lower + 1), scale);
    }

    private static Bytes between(int count, int lower, double low, double high, double scale) {
      double share = (scale * scale - low * low) / (high * high - low * low);
      return new Bytes(count, lower, (int) Math.round(256 * Math.clamp(share, 0, 1)));
    }

    @Override
    public void write(MemorySegment target, long block) {
      for (int k = 0; k < count; k++) {
        int scale = u8(target, block + k) < upperShare ? lower + 1 : lower;
        target.set(ValueLayout.JAVA_BYTE, block + k, (byte) scale);
      }
    }
  }
}
