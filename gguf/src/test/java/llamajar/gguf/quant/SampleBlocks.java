package llamajar.gguf.quant;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import llamajar.gguf.TensorType;

/// Blocks for tests: random bytes, with finite floating-point scales among which are all odd ones.
final class SampleBlocks {
  /// Zero, minus zero, denormals, smallest normal, one, largest; and an ordinary one.
  private static final int[] HALVES = {
    0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0200, 0x0400, 0x3C00, 0xBC00, 0x7BFF, 0xFBFF, 0x2A66
  };

  private static final int[] E8M0 = {0, 1, 2, 3, 100, 127, 128, 129, 200, 251, 252};
  private static final int[] UE4M3 = {0x00, 0x01, 0x07, 0x08, 0x0F, 0x38, 0x41, 0x7E, 0x7F};

  private SampleBlocks() {}

  static List<byte[]> of(TensorType type) {
    RandomGenerator random = new SplittableRandom(type.id());
    List<byte[]> blocks = new ArrayList<>();
    for (int k = 0; k < 150; k++) {
      byte[] block = new byte[type.blockBytes()];
      random.nextBytes(block);
      // Nearly all pairs of halves occur: 12 and 13 have no common factor.
      setScales(type, ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN), k, k % 13);
      blocks.add(block);
    }
    return blocks;
  }

  private static void setScales(TensorType type, ByteBuffer block, int first, int second) {
    switch (type) {
      case F32, F64, I8, I16, I32, I64 -> {}
      case BF16 -> block.putShort(0, (short) (block.getShort(0) & 0xBFFF));
      case F16, Q4_0, Q5_0, Q8_0, IQ4_NL, Q1_0, Q2_0 -> putHalf(block, 0, first);
      case IQ1_S, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS -> putHalf(block, 0, first);
      case Q4_1, Q5_1, Q4_K, Q5_K -> {
        putHalf(block, 0, first);
        putHalf(block, 2, second);
      }
      case Q2_K -> {
        putHalf(block, 80, first);
        putHalf(block, 82, second);
      }
      case Q3_K -> putHalf(block, 108, first);
      case Q6_K -> putHalf(block, 208, first);
      case TQ1_0 -> putHalf(block, 52, first);
      case TQ2_0 -> putHalf(block, 64, first);
      case IQ1_M -> {
        for (int q = 0; q < 4; q++) {
          int nibble = (HALVES[first % HALVES.length] >> (4 * q)) & 0xF;
          int word = (block.getShort(48 + 2 * q) & 0xFFF) | (nibble << 12);
          block.putShort(48 + 2 * q, (short) word);
        }
      }
      case MXFP4 -> block.put(0, (byte) E8M0[first % E8M0.length]);
      case NVFP4 -> {
        for (int g = 0; g < 4; g++) {
          block.put(g, (byte) UE4M3[(first + g) % UE4M3.length]);
        }
      }
    }
  }

  private static void putHalf(ByteBuffer block, int offset, int which) {
    block.putShort(offset, (short) HALVES[which % HALVES.length]);
  }
}
