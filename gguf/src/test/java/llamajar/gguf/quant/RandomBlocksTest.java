package llamajar.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomBlocksTest {
  private static final EnumSet<TensorType> INTEGERS =
      EnumSet.of(TensorType.I8, TensorType.I16, TensorType.I32, TensorType.I64);

  static Stream<Arguments> typesAndSizes() {
    return EnumSet.complementOf(INTEGERS).stream()
        .flatMap(type -> Stream.of(1e-3, 0.02, 1.0).map(rms -> Arguments.of(type, rms)));
  }

  @ParameterizedTest
  @MethodSource("typesAndSizes")
  void decodeToWeightsOfTheWantedSize(TensorType type, double rms) {
    int blockCount = (1 << 18) / type.blockLength();
    float[] weights = decoded(type, blocks(type, rms, 7, blockCount), blockCount);

    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float weight : weights) {
      sum += weight;
      squares += (double) weight * weight;
      largest = Math.max(largest, Math.abs(weight));
    }
    assertThat(Math.sqrt(squares / weights.length)).isBetween(rms / 1.2, rms * 1.2);
    assertThat(Math.abs(sum / weights.length)).isLessThan(0.15 * rms);
    assertThat(largest).isFinite();
  }

  @ParameterizedTest
  @MethodSource("typesAndSizes")
  void haveScalesThatDiffer(TensorType type, double rms) {
    float[] weights = decoded(type, blocks(type, rms, 7, 4096), 4096);
    float[] sizes = new float[4096];
    for (int i = 0; i < weights.length; i++) {
      sizes[i / type.blockLength()] += Math.abs(weights[i]);
    }
    Arrays.sort(sizes);

    assertThat(sizes[4096 * 9 / 10]).isGreaterThan(1.1f * sizes[4096 / 10]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 200})
  void areTheSameForTheSameSeedAndNoLongerThanAsked(int blockCount) {
    TensorType type = TensorType.MXFP4;
    byte[] once = blocks(type, 0.02, 5, blockCount);
    byte[] padded = new byte[once.length + 8];
    RandomBlocks.of(type, 0.02)
        .fill(new SplittableRandom(5), MemorySegment.ofArray(padded), 3, blockCount);

    assertThat(Arrays.copyOfRange(padded, 3, 3 + once.length)).isEqualTo(once);
    assertThat(Arrays.copyOf(padded, 3)).containsOnly(0);
    assertThat(Arrays.copyOfRange(padded, 3 + once.length, padded.length)).containsOnly(0);
    assertThat(blocks(type, 0.02, 6, blockCount)).isNotEqualTo(once);
  }

  @Test
  void containOnlyTheCodesThatWritersEmit() {
    for (TensorType type : new TensorType[] {TensorType.TQ2_0, TensorType.Q2_0}) {
      float[] weights = decoded(type, blocks(type, 1, 9, 100), 100);
      for (int block = 0; block < 100; block++) {
        int first = block * type.blockLength();
        float[] distinct = distinct(Arrays.copyOfRange(weights, first, first + type.blockLength()));
        assertThat(distinct).hasSize(3);
        assertThat(distinct[0]).isEqualTo(-distinct[2]);
        assertThat(distinct[1]).isZero();
      }
    }
  }

  @Test
  void refuseTypesAndSizesThatCannotBe() {
    for (TensorType type : INTEGERS) {
      assertThatThrownBy(() -> RandomBlocks.of(type, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(type + " holds indices, not weights");
    }
    for (double rms : new double[] {0, -1, 1e-9, 1e9, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> RandomBlocks.of(TensorType.Q6_K, rms))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Q6_K can't hold weights with a root mean square of");
    }
  }

  private static byte[] blocks(TensorType type, double rms, long seed, int blockCount) {
    byte[] bytes = new byte[blockCount * type.blockBytes()];
    RandomBlocks.of(type, rms)
        .fill(new SplittableRandom(seed), MemorySegment.ofArray(bytes), 0, blockCount);
    return bytes;
  }

  private static float[] decoded(TensorType type, byte[] blocks, int blockCount) {
    float[] weights = new float[blockCount * type.blockLength()];
    Codecs.of(type).decodeBlocks(MemorySegment.ofArray(blocks), 0, blockCount, weights, 0);
    return weights;
  }

  private static float[] distinct(float[] values) {
    Arrays.sort(values);
    float[] distinct = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (count == 0 || distinct[count - 1] != value) {
        distinct[count++] = value;
      }
    }
    return Arrays.copyOf(distinct, count);
  }
}
