package llamajar.compute.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.Codecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class UnpackersTest {
  private static final float UNTOUCHED = 12345;

  @ParameterizedTest
  @EnumSource
  void randomBlocksGiveTheFloatsOfTheCodec(TensorType type) {
    Random random = new Random(1);
    try (Arena arena = Arena.ofConfined()) {
      for (int count : new int[] {1, 2, 3, 5, 7, 32, 133}) {
        MemorySegment blocks = Blocks.random(arena, type, count, random);
        assertSameAsCodec(type, arena, blocks, count);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyBytesGiveTheFloatsOfTheCodec(TensorType type) {
    Random random = new Random(2);
    int count = 300;
    byte[] bytes = new byte[count * type.blockBytes()];
    random.nextBytes(bytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment blocks = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      assertSameAsCodec(type, arena, blocks, count);
    }
  }

  @Test
  void everyHalfFloatIsWidenedExactly() {
    int count = 1 << 16;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment halves = arena.allocate(2L * count);
      for (int bits = 0; bits < count; bits++) {
        halves.setAtIndex(ValueLayout.JAVA_SHORT, bits, (short) bits);
      }
      assertSameAsCodec(TensorType.F16, arena, halves, count);
    }
  }

  private static void assertSameAsCodec(
      TensorType type, Arena arena, MemorySegment blocks, int count) {
    int weights = count * type.blockLength();
    MemorySegment actual = arena.allocate(4L * (weights + 2));
    actual.setAtIndex(ValueLayout.JAVA_FLOAT, 0, UNTOUCHED);
    actual.setAtIndex(ValueLayout.JAVA_FLOAT, weights + 1L, UNTOUCHED);
    Unpackers.of(type).unpack(blocks.address(), count, actual.address() + 4);
    float[] expected = new float[weights];
    Codecs.of(type).decodeBlocks(blocks, 0, count, expected, 0);
    for (int i = 0; i < weights; i++) {
      float weight = actual.getAtIndex(ValueLayout.JAVA_FLOAT, i + 1L);
      // The bits, so that zeros have their signs; one pattern for all NaNs.
      if (Float.floatToIntBits(weight) == Float.floatToIntBits(expected[i])) {
        continue;
      }
      assertThat(Float.floatToIntBits(weight))
          .as("%s, weight %d: %s, not %s", type, i, weight, expected[i])
          .isEqualTo(Float.floatToIntBits(expected[i]));
    }
    assertThat(actual.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(UNTOUCHED);
    assertThat(actual.getAtIndex(ValueLayout.JAVA_FLOAT, weights + 1L)).isEqualTo(UNTOUCHED);
  }
}
