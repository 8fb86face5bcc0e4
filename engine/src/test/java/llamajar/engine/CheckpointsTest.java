package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final int CONTEXT = 20_000;

  /// Wherever a sequence goes back to, the blocks are there that its next tokens see.
  @ParameterizedTest
  @ValueSource(ints = {1, 24, 63, 64, 65, 500, 1024})
  void windowsAreCompleteHoweverASequenceGoesBack(int window) throws Exception {
    Random random = new Random(window);
    Sequence sequence = new Sequence(window, false, 128);
    for (int i = 0; i < 300; i++) {
      if (random.nextInt(3) > 0) {
        sequence.read(Math.min(CONTEXT - sequence.length, 1 + random.nextInt(900)), 128);
      } else {
        sequence.truncate(random.nextInt(sequence.length + 1));
      }
      assertThat(sequence.blocksOfWindows())
          .isLessThanOrEqualTo(KvStore.blocksFor(Checkpoints.windowPositions(window, 128)) + 1);
    }
  }

  @Test
  void aWindowAtTheEndCanGoBackAFewTokensWithoutReading() throws Exception {
    Sequence sequence = new Sequence(100, false, 512);
    sequence.read(5000, 512);
    sequence.truncate(4990);
    assertThat(sequence.computed).isEqualTo(4990);
  }

  @Test
  void whatLiesFarBackIsReadAgainFromTheNearestCheckpoint() throws Exception {
    Sequence sequence = new Sequence(100, false, 512);
    sequence.read(4000, 512);
    sequence.truncate(2700);
    assertThat(sequence.computed).isBetween(2000, 2700);
    sequence.read(10, 512);
    assertThat(sequence.computed).isEqualTo(2710);
  }

  @Test
  void recurrentStatesGoBackToTheLastBoundaryOfAPrompt() throws Exception {
    Sequence sequence = new Sequence(0, true, 512);
    sequence.read(1000, 512);
    sequence.truncate(999);
    assertThat(sequence.computed).isEqualTo(960);
    sequence.read(200, 512);
    sequence.truncate(100);
    assertThat(sequence.computed).isZero();
  }

  @Test
  void checkpointsAreSpreadOverALongSequence() throws Exception {
    Sequence sequence = new Sequence(0, true, 512);
    sequence.read(CONTEXT, 512);
    for (int length : new int[] {18_000, 14_000, 9_000, 5_000}) {
      sequence.truncate(length);
      assertThat(sequence.computed).isBetween(length - CONTEXT / 3, length);
    }
    assertThat(sequence.store.copies).isGreaterThan(4);
  }

  /// A sequence without a model.
  private static final class Sequence {
    private final CountingStore store = new CountingStore();
    private final BlockTable table = new BlockTable();
    private final KvPool pool;
    private final Checkpoints checkpoints;
    private final int window;
    private int computed;
    private int length;

    Sequence(int window, boolean recurrent, int batchLength) {
      this.window = window;
      StatePool states = new StatePool(store, recurrent ? 4 : 0, 1, Checkpoints.MOST);
      // The pool fails if a sequence ever needs more blocks than it is said to.
      pool = new KvPool(store, Checkpoints.windowBlocks(window, batchLength), window, states);
      checkpoints = new Checkpoints(pool);
    }

    void read(int count, int batchLength) throws ContextFullException {
      int end = length + count;
      while (computed < end) {
        int batchEnd = checkpoints.batchEnd(computed, end, batchLength);
        pool.extend(table, computed, batchEnd);
        if (window > 0) {
          int first = Math.max(0, computed - window + 1) / KvStore.BLOCK_POSITIONS;
          for (int i = first; i < KvStore.blocksFor(batchEnd); i++) {
            assertThat(table.windowBlock(i)).isNotNegative();
          }
        }
        int before = computed;
        computed = batchEnd;
        checkpoints.reached(table, before, computed);
      }
      length = end;
    }

    void truncate(int newLength) {
      computed = checkpoints.restore(table, newLength, computed);
      assertThat(computed).isBetween(0, newLength);
      length = newLength;
      pool.shrink(table, newLength);
    }

    int blocksOfWindows() {
      int count = 0;
      for (int i = 0; i < table.count(); i++) {
        count += table.ownWindowBlock(i) == BlockTable.NONE ? 0 : 1;
      }
      return count;
    }
  }

  private static final class CountingStore implements KvStore {
    private int copies;

    @Override
    public int blockCount() {
      return KvStore.blocksFor(CONTEXT);
    }

    @Override
    public KvType type() {
      return KvType.F16;
    }

    @Override
    public void copyState(int from, int to) {
      copies++;
    }

    @Override
    public void close() {}
  }
}
