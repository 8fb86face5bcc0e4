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
import llamajar.compute.Scoring;
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
  private static final Scoring PLAIN = Scoring.scaled(0.125f);

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
      Scoring scoring,
      float spread) {
    static Case of(KvType type, int headSize, int group, int firstPosition, int rows) {
      CacheLayer shape = new CacheLayer(2, headSize, headSize);
      return new Case(type, shape, group, firstPosition, rows, Scoring.forLength(headSize), 1);
    }

    Case with(Scoring newScoring) {
      return new Case(type, shape, group, firstPosition, rows, newScoring, spread);
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
      check(Case.of(KvType.F32, 64, 2, 150, rows).with(PLAIN.within(window)));
      check(Case.of(KvType.F16, 80, 1, 0, rows).with(PLAIN.within(window)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 40})
  void scoresAreCappedSoftly(int rows) {
    check(Case.of(KvType.F16, 64, 2, 70, rows).with(PLAIN.capped(1.5f)));
    check(Case.of(KvType.F32, 24, 4, 0, rows).with(PLAIN.capped(50).within(9)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 40})
  void sinksTakeTheirShare(int rows) {
    float[] sinks = {0.5f, -3, 2, 20, 0, 1, -50, 4};
    check(Case.of(KvType.F16, 64, 4, 70, rows).with(PLAIN.withSinks(sinks)));
    check(Case.of(KvType.F32, 20, 4, 0, rows).with(PLAIN.withSinks(sinks).within(5).capped(2)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 17, 64, 65, 140})
  void rowsMaySeeWhatComesAfterThem(int rows) {
    check(Case.of(KvType.F16, 64, 2, 0, rows).with(PLAIN.bidirectional()));
    check(Case.of(KvType.F32, 32, 1, 0, rows).with(PLAIN.bidirectional()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 33, 65, 200})
  void aWindowMayReachToBothSides(int window) {
    for (int rows : new int[] {1, 17, 140}) {
      check(Case.of(KvType.F16, 64, 2, 0, rows).with(PLAIN.within(window).bidirectional()));
      check(Case.of(KvType.F32, 20, 1, 0, rows).with(PLAIN.bidirectional().within(window)));
    }
  }

  @Test
  void valuesMayBeShorterOrLongerThanKeys() {
    check(new Case(KvType.F16, new CacheLayer(3, 64, 40), 2, 30, 50, PLAIN, 1));
    check(new Case(KvType.F32, new CacheLayer(1, 32, 128), 4, 100, 3, PLAIN, 1));
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
    check(new Case(type, new CacheLayer(2, 64, 64), 2, 130, 9, PLAIN, 30));
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
      Op.Attention op = new Op.Attention(any, any, any, 0, heads, c.scoring, any);
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
          assertAttention(c, op, batch, r, head, query, keys, values, out);
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
      Batch batch,
      int row,
      int head,
      FloatRows query,
      float[][][] keys,
      float[][][] values,
      FloatRows out) {
    int kvHead = head / c.group;
    int keyLength = c.shape.keyLength();
    Scoring scoring = op.scoring();
    int first = op.firstVisible(batch.position(row));
    int end = scoring.causal() ? batch.position(row) + 1 : keys.length;
    if (!scoring.causal() && scoring.window() > 0) {
      end = Math.min(end, batch.position(row) + scoring.window());
    }
    double[] scores = new double[end];
    double greatest = scoring.hasSinks() ? scoring.sink(head) : Double.NEGATIVE_INFINITY;
    for (int p = first; p < end; p++) {
      for (int i = 0; i < keyLength; i++) {
        scores[p] += (double) query.get(row, head * keyLength + i) * keys[p][kvHead][i];
      }
      scores[p] *= scoring.scale();
      if (scoring.softCap() != 0) {
        scores[p] = scoring.softCap() * Math.tanh(scores[p] / scoring.softCap());
      }
      greatest = Math.max(greatest, scores[p]);
    }
    int valueLength = c.shape.valueLength();
    double[] expected = new double[valueLength];
    double sum = scoring.hasSinks() ? Math.exp(scoring.sink(head) - greatest) : 0;
    for (int p = first; p < end; p++) {
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
