package llamajar.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private static final int BLOCK = KvStore.BLOCK_POSITIONS;

  /// A store whose blocks hold the tokens that were written to them, in place of keys and values
  /// that depend on them.
  private static final class TokenStore implements KvStore {
    private final int[][] blocks;

    TokenStore(int blockCount) {
      blocks = new int[blockCount][BLOCK];
    }

    @Override
    public int blockCount() {
      return blocks.length;
    }

    @Override
    public KvType type() {
      return KvType.F16;
    }

    @Override
    public boolean copy(int from, int to) {
      System.arraycopy(blocks[from], 0, blocks[to], 0, BLOCK);
      return true;
    }

    @Override
    public void close() {}
  }

  private final TokenStore store = new TokenStore(12);
  private final PrefixCache cache = new PrefixCache(store, false);

  @Test
  void aTextThatWasReadBeforeIsFoundUpToItsLastToken() {
    int[] text = text(1, 200);
    read(text).release(text, text.length);
    SequenceMemory again = new SequenceMemory(cache);
    assertThat(again.find(text, 199, true)).isEqualTo(199);
    assertHolds(again, text);
    again.release(text, text.length);
    assertThat(cache.use().leased()).isZero();
  }

  @Test
  void onlyWholeBlocksAreFoundWhenPartsAreNotWanted() {
    int[] text = text(1, 200);
    read(text).release(text, text.length);
    SequenceMemory again = new SequenceMemory(cache);
    assertThat(again.find(text, 199, false)).isEqualTo(3 * BLOCK);
    again.release(text, text.length);
  }

  @Test
  void blocksAreSharedWhileTheirReaderStillRuns() {
    int[] text = text(1, 150);
    SequenceMemory first = read(text);
    SequenceMemory second = new SequenceMemory(cache);
    assertThat(second.find(text, 149, true)).isEqualTo(2 * BLOCK);
    assertThat(second.table().block(0)).isEqualTo(first.table().block(0));
    first.release(text, 150);
    assertHolds(second, text);
    second.release(text, 150);
    assertThat(cache.use().shared()).isZero();
  }

  @Test
  void whoWritesOnDoesNotDisturbOthers() {
    int[] text = text(1, 100);
    read(text).release(text, 100);
    int[] other = text.clone();
    other[90] = 7777;
    SequenceMemory changed = new SequenceMemory(cache);
    assertThat(changed.find(other, 99, true)).isEqualTo(90);
    write(changed, other, 10);
    SequenceMemory same = new SequenceMemory(cache);
    assertThat(same.find(text, 99, true)).isEqualTo(99);
    assertHolds(same, text);
    assertHolds(changed, other);
  }

  @Test
  void twoWhoReadTheSameAtTheSameTimeEndWithOneCopy() {
    int[] text = text(1, BLOCK);
    SequenceMemory first = new SequenceMemory(cache);
    SequenceMemory second = new SequenceMemory(cache);
    write(first, text, BLOCK - 1);
    write(second, text, BLOCK - 1);
    assertThat(cache.use().leased()).isEqualTo(2);
    write(first, text, 1);
    write(second, text, 1);
    assertThat(cache.use()).isEqualTo(new CacheUse(12, 11, 0, 1, 0, 0));
    assertThat(first.table().block(0)).isEqualTo(second.table().block(0));
  }

  @Test
  void theTextLeftLongestAgoIsDroppedFirstAndFromItsEnd() {
    int[] old = text(1, 4 * BLOCK);
    int[] young = text(2, 4 * BLOCK);
    read(old).release(old, old.length);
    read(young).release(young, young.length);
    int[] large = text(3, 6 * BLOCK);
    SequenceMemory reader = read(large);
    assertThat(cache.use().dropped()).isEqualTo(2);
    assertThat(new SequenceMemory(cache).find(young, young.length, false)).isEqualTo(4 * BLOCK);
    assertThat(new SequenceMemory(cache).find(old, old.length, false)).isEqualTo(2 * BLOCK);
    reader.release(large, large.length);
  }

  @Test
  void aFullCacheRefuses() {
    SequenceMemory all = new SequenceMemory(cache);
    assertThat(all.extend(12 * BLOCK)).isTrue();
    SequenceMemory more = new SequenceMemory(cache);
    assertThat(more.extend(1)).isFalse();
    all.release(new int[12 * BLOCK], 0);
    assertThat(more.extend(1)).isTrue();
  }

  @Test
  void aForkHasWhatItsOriginHasRead() {
    int[] text = text(1, 100);
    SequenceMemory first = read(text);
    SequenceMemory fork = new SequenceMemory(cache);
    fork.fork(first);
    assertThat(fork.length()).isEqualTo(100);
    assertThat(fork.table().block(1)).isNotEqualTo(first.table().block(1));
    assertHolds(fork, text);
  }

  /// Sequences come, read, fork and go at random; every block is always accounted for, and every
  /// sequence always sees its own tokens.
  @Property(tries = 200)
  void nothingIsLostAndNothingIsMixedUp(@ForAll long seed) {
    Random random = new Random(seed);
    List<SequenceMemory> memories = new ArrayList<>();
    List<int[]> texts = new ArrayList<>();
    for (int step = 0; step < 150; step++) {
      int action = random.nextInt(4);
      if (memories.isEmpty() || action == 0) {
        SequenceMemory memory = new SequenceMemory(cache);
        int[] text = someText(random);
        memory.find(text, text.length - 1, random.nextBoolean());
        memories.add(memory);
        texts.add(text);
      } else {
        int index = random.nextInt(memories.size());
        SequenceMemory memory = memories.get(index);
        int[] text = texts.get(index);
        int left = text.length - memory.length();
        if (action == 1) {
          memory.release(text, random.nextBoolean() ? text.length : random.nextInt(text.length));
          memories.remove(index);
          texts.remove(index);
        } else if (left > 0 && action == 2) {
          int count = 1 + random.nextInt(left);
          if (memory.extend(memory.length() + count)) {
            write(memory, text, count);
          }
        } else if (action == 3) {
          SequenceMemory fork = new SequenceMemory(cache);
          fork.fork(memory);
          memories.add(fork);
          texts.add(text);
        }
      }
      CacheUse use = cache.use();
      assertThat(use.free() + use.leased() + use.shared() + use.kept()).isEqualTo(use.total());
      for (int i = 0; i < memories.size(); i++) {
        assertHolds(memories.get(i), texts.get(i));
      }
    }
    for (int i = 0; i < memories.size(); i++) {
      memories.get(i).release(texts.get(i), texts.get(i).length);
    }
    cache.clear();
    assertThat(cache.use().free()).isEqualTo(12);
  }

  /// Texts with common beginnings.
  private static int[] someText(Random random) {
    int[] text = text(random.nextInt(2), 1 + random.nextInt(5 * BLOCK));
    if (random.nextBoolean()) {
      int from = random.nextInt(text.length);
      Arrays.fill(text, from, text.length, 9000 + random.nextInt(2));
    }
    return text;
  }

  private static int[] text(int seed, int length) {
    return new Random(seed).ints(length, 0, 1000).toArray();
  }

  private SequenceMemory read(int[] text) {
    SequenceMemory memory = new SequenceMemory(cache);
    write(memory, text, text.length);
    return memory;
  }

  private void write(SequenceMemory memory, int[] text, int count) {
    assertThat(memory.extend(memory.length() + count)).isTrue();
    for (int p = memory.length(); p < memory.length() + count; p++) {
      store.blocks[memory.table().block(p / BLOCK)][p % BLOCK] = text[p];
    }
    memory.advance(text, count, text.length);
  }

  private void assertHolds(SequenceMemory memory, int[] text) {
    for (int p = 0; p < memory.length(); p++) {
      if (store.blocks[memory.table().block(p / BLOCK)][p % BLOCK] != text[p]) {
        assertThat(store.blocks[memory.table().block(p / BLOCK)][p % BLOCK])
            .as("position %d", p)
            .isEqualTo(text[p]);
      }
    }
  }
}
