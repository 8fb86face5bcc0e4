package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import llamajar.compute.Batch;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.KvLayer;
import org.jspecify.annotations.Nullable;

/// Stores keys and values, then attends: a task is a tile of rows of one sequence with one
/// key/value head. Later rows see more and come first, so that the last tasks are short.
final class AttentionStep extends Step {
  private final Op.Attention op;
  private final CpuKernels kernels;
  private final FloatRows query;
  private final @Nullable FloatRows key;
  private final @Nullable FloatRows value;
  private final FloatRows out;
  private final AtomicInteger nextTask = new AtomicInteger();
  private int[] tileStarts = new int[2];
  private int tileCount;

  AttentionStep(
      Op.Attention op,
      CpuKernels kernels,
      FloatRows query,
      @Nullable FloatRows key,
      @Nullable FloatRows value,
      FloatRows out) {
    this.op = op;
    this.kernels = kernels;
    this.query = query;
    this.key = key;
    this.value = value;
    this.out = out;
  }

  @Override
  void prepare(RunState state) {
    nextTask.set(0);
    Batch batch = state.batch();
    if (tileStarts.length < batch.size() + 1) {
      tileStarts = new int[batch.size() + 1];
    }
    int granularity = kernels.attention(state.store().type()).rowGranularity();
    tileCount = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (row == 0
          || row - tileStarts[tileCount - 1] == granularity
          || batch.table(row) != batch.table(row - 1)) {
        tileStarts[tileCount++] = row;
      }
    }
    tileStarts[tileCount] = batch.size();
  }

  @Override
  boolean beginsRowByRow() {
    return key != null;
  }

  @Override
  void run(RunState state, int member) {
    KvLayer cache = state.store().layer(op.cache());
    if (key != null) {
      CacheLayer shape = cache.shape();
      for (int row = member; row < state.batch().size(); row += state.team.members()) {
        store(state, key, row, shape.keyLength(), cache, true, member);
        if (value != null) {
          store(state, value, row, shape.valueLength(), cache, false, member);
        }
      }
      state.team.barrier(member);
    }
    attend(state, cache, member);
  }

  /// Stores the keys of a row, or its values.
  private void store(
      RunState state,
      FloatRows source,
      int row,
      int length,
      KvLayer cache,
      boolean keys,
      int member) {
    Batch batch = state.batch();
    KvType type = cache.type();
    int position = batch.position(row);
    int block = cache.block(batch.table(row), position / KvStore.BLOCK_POSITIONS);
    long slot = position % KvStore.BLOCK_POSITIONS * type.bytes(length);
    MemorySegment target = keys ? cache.keys(block) : cache.values(block);
    for (int head = 0; head < cache.shape().headCount(); head++) {
      long start = keys ? cache.keyOffset(block, head) : cache.valueOffset(block, head);
      kernels
          .rows()
          .store(
              source.data(),
              (long) row * source.width() + (long) head * length,
              length,
              type,
              target,
              start + slot,
              state.scratch[member]);
    }
  }

  private void attend(RunState state, KvLayer cache, int member) {
    AttentionKernel kernel = kernels.attention(cache.type());
    int heads = cache.shape().headCount();
    int taskCount = tileCount * heads;
    for (int task = nextTask.getAndIncrement();
        task < taskCount;
        task = nextTask.getAndIncrement()) {
      int tile = tileCount - 1 - task / heads;
      int firstRow = tileStarts[tile];
      kernel.attend(
          op,
          state.batch(),
          firstRow,
          tileStarts[tile + 1] - firstRow,
          task % heads,
          query,
          cache,
          out,
          state.scratch[member]);
    }
  }
}
