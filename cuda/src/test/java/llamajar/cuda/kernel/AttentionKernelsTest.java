package llamajar.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.cuda.TestDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    "64, 2, 1, 40, 0, 0",
    "80, 1, 1, 3, 70, 0",
    "96, 3, 1, 9, 60, 16",
    "128, 4, 2, 20, 5, 0",
    "192, 1, 1, 9, 30, 0",
    "256, 2, 1, 17, 64, 0"
  })
  void attendsInTiles(int length, int headCount, int headCountKv, int rows, int before, int window)
      throws Exception {
    CacheLayer shape = new CacheLayer(headCountKv, length, length);
    new Case(shape, KvType.F16, headCount, rows, before, window, 0, false).check(true, 1);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void capsScoresAndDrainsIntoSinks(boolean tiles) throws Exception {
    CacheLayer shape = new CacheLayer(1, 64, 64);
    new Case(shape, KvType.F16, 2, 9, 10, 0, 2.5f, true).check(tiles, 2);
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
        float[] expected = expected(query, keys, values, sinks, scale);
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i]).as("number %d", i).isCloseTo(expected[i], within(3e-6f));
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
              score +=
                  (double) query[(row * headCount + head) * shape.keyLength() + i]
                      * stored(keys[at]);
            }
            score *= scale;
            score = softCap == 0 ? score : softCap * Math.tanh(score / softCap);
            double weight = Math.exp(score);
            total += weight;
            for (int i = 0; i < length; i++) {
              int at = (position * shape.headCount() + kvHead) * length + i;
              sum[i] += weight * stored(values[at]);
            }
          }
          for (int i = 0; i < length; i++) {
            out[(row * headCount + head) * length + i] = (float) (sum[i] / total);
          }
        }
      }
      return out;
    }

    private float stored(float value) {
      return switch (type) {
        case F32 -> value;
        case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
        case BF16, Q8_0 -> throw new AssertionError("no kernel stores " + type);
      };
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
