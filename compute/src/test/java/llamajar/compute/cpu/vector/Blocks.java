package llamajar.compute.cpu.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.Codecs;

/// Random weights of any type.
public final class Blocks {
  private Blocks() {}

  /// Blocks whose bytes are all random, except that every field that holds a float is a number.
  public static MemorySegment random(Arena arena, TensorType type, long count, Random random) {
    long size = count * type.blockBytes();
    MemorySegment blocks = arena.allocate(Math.max(1, size)).asSlice(0, size);
    byte[] block = new byte[type.blockBytes()];
    for (long b = 0; b < count; b++) {
      random.nextBytes(block);
      MemorySegment target = blocks.asSlice(b * block.length, block.length);
      MemorySegment.copy(block, 0, target, ValueLayout.JAVA_BYTE, 0, block.length);
      setScales(type, target, random);
    }
    return blocks;
  }

  /// A matrix of random weights.
  public static WeightMatrix matrix(
      Arena arena, TensorType type, int rowLength, int rowCount, Random random) {
    long rowBlocks = rowLength / type.blockLength();
    MemorySegment data = random(arena, type, rowBlocks * rowCount, random);
    return new WeightMatrix(data, type, rowLength, rowCount, rowBlocks * type.blockBytes());
  }

  /// Copies random weights to memory of their size.
  public static WeightMatrix matrixIn(
      MemorySegment memory, TensorType type, int rowLength, int rowCount, Random random) {
    try (Arena arena = Arena.ofConfined()) {
      WeightMatrix made = matrix(arena, type, rowLength, rowCount, random);
      memory.copyFrom(made.data());
      return new WeightMatrix(memory, type, rowLength, rowCount, made.rowBytes());
    }
  }

  /// What the type's codec makes of the weights.
  public static float[] decode(TensorType type, MemorySegment blocks) {
    int count = (int) (blocks.byteSize() / type.blockBytes());
    float[] floats = new float[count * type.blockLength()];
    Codecs.of(type).decodeBlocks(blocks, 0, count, floats, 0);
    return floats;
  }

  private static void setScales(TensorType type, MemorySegment block, Random random) {
    switch (type) {
      case F32 -> block.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, (float) random.nextGaussian());
      case F64 -> block.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, random.nextGaussian());
      case BF16 -> setShort(block, 0, Float.floatToRawIntBits((float) random.nextGaussian()) >> 16);
      case F16, Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS, Q1_0, Q2_0 -> setHalf(block, 0, random);
      case IQ1_S, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> setHalf(block, 0, random);
      case Q4_1, Q5_1, Q4_K, Q5_K -> {
        setHalf(block, 0, random);
        setHalf(block, 2, random);
      }
      case Q2_K -> {
        setHalf(block, 80, random);
        setHalf(block, 82, random);
      }
      case Q3_K -> setHalf(block, 108, random);
      case Q6_K -> setHalf(block, 208, random);
      case TQ1_0 -> setHalf(block, 52, random);
      case TQ2_0 -> setHalf(block, 64, random);
      case IQ1_M -> {
        // The second highest bit of the highest nibble is part of the exponent: clear it.
        byte top = block.get(ValueLayout.JAVA_BYTE, 55);
        block.set(ValueLayout.JAVA_BYTE, 55, (byte) (top & 0xBF));
      }
      case MXFP4 -> block.set(ValueLayout.JAVA_BYTE, 0, (byte) (117 + random.nextInt(12)));
      case NVFP4 -> {
        for (int g = 0; g < 4; g++) {
          block.set(ValueLayout.JAVA_BYTE, g, (byte) random.nextInt(0x7F));
        }
      }
      case I8, I16, I32, I64 -> {}
    }
  }

  private static void setHalf(MemorySegment block, long offset, Random random) {
    short half =
        switch (random.nextInt(16)) {
          case 0 -> 0;
          case 1 -> (short) 0x8000;
          case 2 -> (short) random.nextInt(1 << 10); // denormal
          default -> Float.floatToFloat16((float) random.nextGaussian());
        };
    setShort(block, offset, half);
  }

  private static void setShort(MemorySegment block, long offset, int value) {
    block.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) value);
  }
}
