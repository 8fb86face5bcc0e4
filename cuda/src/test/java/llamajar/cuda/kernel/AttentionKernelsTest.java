package llamajar.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.CacheNumbers;
import llamajar.cuda.TestDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Storing keys and values and attending to them, in blocks out of order, against the formula.
class AttentionKernelsTest {
  private static final int[] BLOCKS = {2, 0, 3};
  private static final int BLOCK_COUNT = 4;

  @ParameterizedTest
  @CsvSource({
    "F32, 8, 8, 2, 1, 3, 70, 0",
    "F16, 64, 64, 4, 1, 1, 150, 0",
    "F16, 80, 80, 2, 2, 2, 66, 0",
    "F16, 128, 128, 8, 1, 1, 65, 20",
    "F16, 192, 128, 2, 2, 1, 3, 0",
    "F16, 512, 512, 2, 1, 1, 5, 0",
    "Q8_0, 64, 64, 4, 1, 1, 150, 0",
    "Q8_0, 96, 96, 1, 1, 2, 63, 0",
    "Q8_0, 128, 128, 8, 1, 1, 65, 20",
    "Q8_0, 192, 128, 2, 2, 1, 3, 0",
    "BF16, 80, 80, 2, 2, 2, 66, 0",
    "BF16, 128, 128, 8, 1, 1, 65, 20",
    "BF16, 256, 256, 3, 1, 1, 64, 0",
  })
  void attendsRowByRow(
      KvType type,
      int keyLength,
      int valueLength,
      int headCount,
      int headCountKv,
      int rows,
      int before,
      int window)
      throws Exception {
    CacheLayer shape = new CacheLayer(headCountKv, keyLength, valueLength);
    new Case(shape, type, headCount, rows, before, window, 0, false).check(false, 3);
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 64, 2, 1, 40, 0, 0",
    "F16, 80, 1, 1, 3, 70, 0",
    "F16, 96, 3, 1, 9, 60, 16",
    "F16, 128, 4, 2, 20, 5, 0",
    "F16, 192, 1, 1, 9, 30, 0",
    "F16, 256, 2, 1, 17, 64, 0",
    "Q8_0, 64, 2, 1, 19, 60, 16",
    "Q8_0, 96, 1, 1, 9, 5, 0",
    "Q8_0, 256, 2, 1, 9, 33, 0",
    "BF16, 80, 2, 1, 19, 60, 16",
    "BF16, 128, 1, 1, 9, 5, 0",
    "BF16, 192, 2, 1, 9, 33, 0"
  })
  void attendsInTiles(
      KvType type, int length, int headCount, int headCountKv, int rows, int before, int window)
      throws Exception {
    CacheLayer shape = new CacheLayer(headCountKv, length, length);
    new Case(shape, type, headCount, rows, before, window, 0, false).check(true, 1);
  }

  @ParameterizedTest
  @CsvSource({"F16, true", "F16, false", "Q8_0, true", "Q8_0, false", "BF16, true", "BF16, false"})
  void capsScoresAndDrainsIntoSinks(KvType type, boolean tiles) throws Exception {
    CacheLayer shape = new CacheLayer(1, 64, 64);
    new Case(shape, type, 2, 9, 10, 0, 2.5f, true).check(tiles, 2);
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void storesWhatTheProcessorWouldStore(KvType type) throws Exception {
    int length = 96;
    int count = 3;
    float[] numbers = gaussian(7, count * length);
    // Extremes: a block of zeros, one whose scale half precision can't hold, and ties.
    Arrays.fill(numbers, 0, 32, 0);
    Arrays.fill(numbers, 32, 64, 3e38f);
    numbers[64] = Float.intBitsToFloat(0x3F808000);
    numbers[65] = -1e-30f;
    try (Arena arena = Arena.ofConfined();
        GpuWork gpu = new GpuWork(TestDevice.context())) {
      long cache = gpu.allocate((long) KvStore.BLOCK_POSITIONS * type.bytes(length));
      HeadKernels.Heads heads =
          new HeadKernels.Heads(gpu.upload(numbers), 0, cache, 0, 1, length, 0, false);
      HeadKernels.Places places =
          new HeadKernels.Places(
              gpu.upload(range(0, count)), gpu.upload(0), gpu.upload(new int[count]));
      new HeadKernels(gpu.launcher()).place(List.of(heads), places, type, count);

      byte[] stored = gpu.bytes(cache, Math.toIntExact(count * type.bytes(length)));
      MemorySegment expected = arena.allocate(stored.length);
      MemorySegment source = arena.allocateFrom(ValueLayout.JAVA_FLOAT, numbers);
      CacheNumbers.store(source, 0, numbers.length, type, expected, 0);
      assertThat(stored).isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// A sequence with `before` positions stored and `rows` more to come.
  private record Case(
      CacheLayer shape,
      KvType type,
      int headCount,
      int rows,
      int before,
      int window,
      float softCap,
      boolean hasSinks) {

    void check(boolean tiles, int splits) throws Exception {
      int all = before + rows;
      int keyWidth = shape.headCount() * shape.keyLength();
      int valueWidth = shape.headCount() * shape.valueLength();
      float[] keys = gaussian(1, all * keyWidth);
      float[] values = gaussian(2, all * valueWidth);
      float[] query = gaussian(3, rows * headCount * shape.keyLength());
      float[] sinks = gaussian(4, headCount);
      float scale = (float) (1 / Math.sqrt(shape.keyLength()));
      try (GpuWork gpu = new GpuWork(TestDevice.context())) {
        long positions = (long) BLOCK_COUNT * KvStore.BLOCK_POSITIONS;
        long keyCache = gpu.allocate(positions * type.bytes(keyWidth));
        long valueCache = gpu.allocate(positions * type.bytes(valueWidth));
        store(gpu, keys, values, keyCache, valueCache);
        long out = gpu.allocate((long) rows * headCount * shape.valueLength() * Float.BYTES);
        AttentionKernels kernels = new AttentionKernels(gpu.launcher());
        AttentionKernels.Layer layer =
            new AttentionKernels.Layer(
                shape,
                type,
                keyCache,
                valueCache,
                headCount,
                hasSinks ? gpu.upload(sinks) : 0,
                scale,
                window,
                softCap);
        AttentionKernels.Queries queries =
            new AttentionKernels.Queries(
                gpu.upload(query),
                out,
                places(gpu, before, rows),
                gpu.upload(range(before + 1, rows)),
                rows,
                gpu.upload(0, rows),
                1,
                rows);

        if (tiles) {
          assertThat(AttentionKernels.hasTiles(shape, type)).isTrue();
          kernels.attendTiles(layer, queries);
        } else {
          long bytes = AttentionKernels.partialBytes(shape, headCount, rows, splits);
          kernels.attendRows(layer, queries, gpu.allocate(bytes), splits);
        }

        float[] actual = gpu.floats(out, rows * headCount * shape.valueLength());
        float[] expected = expected(query, stored(keys), stored(values), sinks, scale);
        // In tiles, codes times scales are rounded to half precision, an eighth of what codes lose.
        float allowed = tiles && type == KvType.Q8_0 ? 1e-3f : 3e-6f;
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i]).as("number %d", i).isCloseTo(expected[i], within(allowed));
        }
      }
    }

    private void store(GpuWork gpu, float[] keys, float[] values, long keyCache, long valueCache) {
      int all = before + rows;
      List<HeadKernels.Heads> kinds =
          List.of(
              plain(gpu.upload(keys), keyCache, shape.keyLength()),
              plain(gpu.upload(values), valueCache, shape.valueLength()));
      new HeadKernels(gpu.launcher()).place(kinds, places(gpu, 0, all), type, all);
    }

    private HeadKernels.Heads plain(long in, long cache, int length) {
      return new HeadKernels.Heads(in, 0, cache, 0, shape.headCount(), length, 0, false);
    }

    private static HeadKernels.Places places(GpuWork gpu, int first, int count) {
      return new HeadKernels.Places(
          gpu.upload(range(first, count)), gpu.upload(BLOCKS), gpu.upload(new int[count]));
    }

    private float[] expected(
        float[] query, float[] keys, float[] values, float[] sinks, float scale) {
      int length = shape.valueLength();
      float[] out = new float[rows * headCount * length];
      for (int row = 0; row < rows; row++) {
        int end = before + row + 1;
        int first = window == 0 ? 0 : Math.max(0, end - window);
        for (int head = 0; head < headCount; head++) {
          int kvHead = head / (headCount / shape.headCount());
          double[] sum = new double[length];
          double total = hasSinks ? Math.exp(sinks[head]) : 0;
          for (int position = first; position < end; position++) {
            double score = 0;
            for (int i = 0; i < shape.keyLength(); i++) {
              int at = (position * shape.headCount() + kvHead) * shape.keyLength() + i;
              score += (double) query[(row * headCount + head) * shape.keyLength() + i] * keys[at];
            }
            score *= scale;
            score = softCap == 0 ? score : softCap * Math.tanh(score / softCap);
            double weight = Math.exp(score);
            total += weight;
            for (int i = 0; i < length; i++) {
              int at = (position * shape.headCount() + kvHead) * length + i;
              sum[i] += weight * values[at];
            }
          }
          for (int i = 0; i < length; i++) {
            out[(row * headCount + head) * length + i] = (float) (sum[i] / total);
          }
        }
      }
      return out;
    }

    /// What is read of numbers that were stored.
    private float[] stored(float[] numbers) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment cache = arena.allocate(type.bytes(numbers.length), Integer.BYTES);
        MemorySegment source = arena.allocateFrom(ValueLayout.JAVA_FLOAT, numbers);
        CacheNumbers.store(source, 0, numbers.length, type, cache, 0);
        float[] read = new float[numbers.length];
        for (int i = 0; i < read.length; i++) {
          read[i] =
              switch (type) {
                case F32 -> cache.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                case F16 -> Float.float16ToFloat(cache.getAtIndex(ValueLayout.JAVA_SHORT, i));
                case BF16 ->
                    Float.intBitsToFloat(cache.getAtIndex(ValueLayout.JAVA_SHORT, i) << 16);
                case Q8_0 -> {
                  long block = i / 32 * 34L;
                  short scale = cache.get(ValueLayout.JAVA_SHORT, block);
                  byte code = cache.get(ValueLayout.JAVA_BYTE, block + 2 + i % 32);
                  yield Float.float16ToFloat(scale) * code;
                }
              };
        }
        return read;
      }
    }
  }

  private static int[] range(int first, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = first + i;
    }
    return values;
  }

  private static float[] gaussian(int seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
