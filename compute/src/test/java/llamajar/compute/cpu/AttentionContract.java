package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Value;
import llamajar.compute.cpu.kernel.CacheNumbers;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.KvLayer;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.quant.BlockCodec;
import llamajar.gguf.quant.Codecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What attention kernels of every tier must do.
public abstract class AttentionContract {
  private static final float UNTOUCHED = 12345;

  private final CpuKernels kernels;

  private final Random random = new Random(4);
  private final Scratch scratch = new Scratch();

  /// Skips the tests where the tier can't run.
  protected AttentionContract(CpuTier tier) {
    kernels = Tiers.kernels(tier);
  }

  /// One attention over random queries, keys and values.
  private record Case(
      KvType type,
      CacheLayer shape,
      int group,
      int firstPosition,
      int rows,
      int window,
      float spread) {
    static Case of(KvType type, int headSize, int group, int firstPosition, int rows) {
      CacheLayer shape = new CacheLayer(2, headSize, headSize);
      return new Case(type, shape, group, firstPosition, rows, 0, 1);
    }

    Case withWindow(int newWindow) {
      return new Case(type, shape, group, firstPosition, rows, newWindow, spread);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 8, 1", "F32, 64, 2", "F32, 80, 4", "F32, 96, 8", "F32, 128, 1", "F16, 8, 8",
    "F16, 64, 4", "F16, 80, 2", "F16, 96, 1", "F16, 128, 8", "F16, 20, 3", "F32, 7, 5",
    "BF16, 64, 4", "BF16, 80, 1", "BF16, 7, 9", "Q8_0, 32, 1", "Q8_0, 64, 4", "Q8_0, 96, 2",
    "Q8_0, 128, 8", "Q8_0, 256, 1"
  })
  void everyHeadSizeAndGroupGivesTheWeightedMeanOfValues(KvType type, int headSize, int group) {
    check(Case.of(type, headSize, group, 0, 1));
    check(Case.of(type, headSize, group, 70, 1));
    check(Case.of(type, headSize, group, 0, 20));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 62, 63, 64, 65, 127, 128, 200})
  void positionsAcrossBlocksAreAllSeen(int firstPosition) {
    for (int rows : new int[] {1, 2, 16, 33, 70}) {
      check(Case.of(KvType.F16, 64, 4, firstPosition, rows));
      check(Case.of(KvType.Q8_0, 64, 4, firstPosition, rows));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 63, 64, 65, 100})
  void aWindowHidesWhatIsFarther(int window) {
    for (int rows : new int[] {1, 5, 40}) {
      check(Case.of(KvType.F32, 64, 2, 150, rows).withWindow(window));
      check(Case.of(KvType.F16, 80, 1, 0, rows).withWindow(window));
    }
  }

  @Test
  void valuesMayBeShorterOrLongerThanKeys() {
    check(new Case(KvType.F16, new CacheLayer(3, 64, 40), 2, 30, 50, 0, 1));
    check(new Case(KvType.F32, new CacheLayer(1, 32, 128), 4, 100, 3, 0, 1));
  }

  @Test
  void anyNumberOfHeadsMayShareKeys() {
    for (int group = 1; group <= 17; group++) {
      check(Case.of(KvType.F16, 32, group, 75, 1));
      check(Case.of(KvType.F32, 48, group, 10, 3));
    }
  }

  @Test
  void headsOfAnySizeAreHandled() {
    for (int size = 1; size <= 67; size++) {
      check(Case.of(KvType.F16, size, 3, 65, 2));
    }
    check(Case.of(KvType.F16, 256, 2, 65, 2));
    check(Case.of(KvType.F32, 576, 1, 3, 5));
  }

  @ParameterizedTest
  @EnumSource
  void scoresFarApartNeitherOverflowNorVanish(KvType type) {
    check(new Case(type, new CacheLayer(2, 64, 64), 2, 130, 9, 0, 30));
  }

  @Test
  void theNameIsTheSpecification() {
    assertThat(kernels.attention(KvType.F16).name()).isEqualTo("attention-f16-" + kernels.tier());
  }

  private void check(Case c) {
    int positions = c.firstPosition + c.rows;
    int heads = c.group * c.shape.headCount();
    try (Arena arena = Arena.ofConfined();
        FloatRows query = new FloatRows(heads * c.shape.keyLength());
        FloatRows out = new FloatRows(heads * c.shape.valueLength())) {
      int blocks = KvStore.blocksFor(positions);
      KvLayer cache = new KvLayer(c.shape, c.type, 2 * blocks + 1, arena);
      BlockTable table = new BlockTable();
      for (int b = 0; b < blocks; b++) {
        // Blocks of a sequence are neither in order nor neighbours.
        int stored = 2 * (blocks - b) - 1;
        cache.provide(stored);
        table.append(stored);
        poison(cache.keys(stored));
        poison(cache.values(stored));
      }
      float[][][] keys = new float[positions][][];
      float[][][] values = new float[positions][][];
      for (int p = 0; p < positions; p++) {
        keys[p] = fill(cache, table, p, true);
        values[p] = fill(cache, table, p, false);
      }
      Batch batch = new Batch(c.rows + 1);
      batch.add(0, 0, new BlockTable(), false);
      for (int r = 0; r < c.rows; r++) {
        batch.add(0, c.firstPosition + r, table, false);
      }
      query.resize(c.rows + 1);
      out.resize(c.rows + 1);
      for (int r = 0; r <= c.rows; r++) {
        for (int i = 0; i < query.width(); i++) {
          query.set(r, i, c.spread * (float) random.nextGaussian());
        }
      }
      for (int i = 0; i < out.width(); i++) {
        out.set(0, i, UNTOUCHED);
      }
      Value any = new Value(0, 1, Value.Rows.TOKENS);
      float scale = (float) (1 / Math.sqrt(c.shape.keyLength()));
      Op.Attention op = new Op.Attention(any, any, any, 0, heads, scale, c.window, any);
      // What is written beyond a head shows up in one order or the other.
      boolean backwards = random.nextBoolean();
      for (int i = 0; i < c.shape.headCount(); i++) {
        int kvHead = backwards ? c.shape.headCount() - 1 - i : i;
        kernels.attention(c.type).attend(op, batch, 1, c.rows, kvHead, query, cache, out, scratch);
      }
      for (int i = 0; i < out.width(); i++) {
        assertThat(out.get(0, i)).as("a row that wasn't asked for").isEqualTo(UNTOUCHED);
      }
      for (int r = 1; r <= c.rows; r++) {
        for (int head = 0; head < heads; head++) {
          assertAttention(c, op, batch.position(r), r, head, query, keys, values, out);
        }
      }
    }
  }

  /// Positions that were never written must not matter, whatever they hold.
  private static void poison(MemorySegment cache) {
    cache.fill((byte) 0xFF);
  }

  private float[][] fill(KvLayer cache, BlockTable table, int position, boolean key) {
    int block = table.block(position / KvStore.BLOCK_POSITIONS);
    int length = key ? cache.shape().keyLength() : cache.shape().valueLength();
    float[][] vectors = new float[cache.shape().headCount()][length];
    for (int head = 0; head < vectors.length; head++) {
      MemorySegment target = key ? cache.keys(block) : cache.values(block);
      long offset = key ? cache.keyOffset(block, head) : cache.valueOffset(block, head);
      offset += position % KvStore.BLOCK_POSITIONS * cache.type().bytes(length);
      MemorySegment numbers = MemorySegment.ofArray(new float[length]);
      for (int i = 0; i < length; i++) {
        numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
      }
      CacheNumbers.store(numbers, 0, length, cache.type(), target, offset);
      BlockCodec codec = Codecs.of(cache.type().tensorType());
      codec.decodeBlocks(target, offset, length / codec.blockLength(), vectors[head], 0);
    }
    return vectors;
  }

  private static void assertAttention(
      Case c,
      Op.Attention op,
      int position,
      int row,
      int head,
      FloatRows query,
      float[][][] keys,
      float[][][] values,
      FloatRows out) {
    int kvHead = head / c.group;
    int keyLength = c.shape.keyLength();
    double[] scores = new double[position + 1];
    double greatest = Double.NEGATIVE_INFINITY;
    for (int p = op.firstVisible(position); p <= position; p++) {
      for (int i = 0; i < keyLength; i++) {
        scores[p] += (double) query.get(row, head * keyLength + i) * keys[p][kvHead][i];
      }
      scores[p] *= op.scale();
      greatest = Math.max(greatest, scores[p]);
    }
    int valueLength = c.shape.valueLength();
    double[] expected = new double[valueLength];
    double sum = 0;
    for (int p = op.firstVisible(position); p <= position; p++) {
      double weight = Math.exp(scores[p] - greatest);
      sum += weight;
      for (int i = 0; i < valueLength; i++) {
        expected[i] += weight * values[p][kvHead][i];
      }
    }
    for (int i = 0; i < valueLength; i++) {
      double actual = out.get(row, head * valueLength + i);
      assertThat(actual)
          .as("%s, row %d, head %d, element %d", c, row, head, i)
          .isCloseTo(expected[i] / sum, within(3e-6 * c.spread));
    }
  }
}
