package llamajar.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.engine.architecture.Pooling;

/// Reads texts from their beginning and pools what comes out. Texts that are short enough share a
/// batch; one that is longer than a batch is read in pieces. For one thread.
final class PooledReading implements AutoCloseable {
  private final Executable executable;
  private final KvPool pool;
  private final Pooling pooling;
  private final int width;
  private final Batch batch;

  PooledReading(Executable executable, KvPool pool, Pooling pooling, int width) {
    this.executable = executable;
    this.pool = pool;
    this.pooling = pooling;
    this.width = width;
    batch = new Batch(executable.maxRows());
  }

  /// One vector for each text.
  List<float[]> pooled(List<int[]> texts) throws ContextFullException {
    List<float[]> vectors = new ArrayList<>();
    int next = 0;
    while (next < texts.size()) {
      int together = fitting(texts, next);
      List<double[]> sums = read(texts.subList(next, next + together), pooling);
      for (int i = 0; i < together; i++) {
        int count = pooling.needsOneRow() ? 1 : texts.get(next + i).length;
        vectors.add(divided(sums.get(i), count));
      }
      next += together;
    }
    return vectors;
  }

  /// A vector for each token of a text.
  List<float[]> each(int[] text) throws ContextFullException {
    List<float[]> vectors = new ArrayList<>();
    for (double[] row : read(List.of(text), Pooling.NONE)) {
      vectors.add(divided(row, 1));
    }
    return vectors;
  }

  /// How many texts from `first` on fit in one batch; one that does not fit counts.
  private int fitting(List<int[]> texts, int first) {
    int rows = 0;
    int blocks = 0;
    int count = 0;
    while (first + count < texts.size()) {
      int length = texts.get(first + count).length;
      rows += length;
      blocks += KvStore.blocksFor(length);
      if (rows > batch.capacity() || blocks > pool.store().blockCount()) {
        break;
      }
      count++;
    }
    return Math.max(1, count);
  }

  /// The sums of each text's wanted rows, or all rows if the pooling is [Pooling#NONE].
  private List<double[]> read(List<int[]> texts, Pooling how) throws ContextFullException {
    List<double[]> results = new ArrayList<>();
    List<BlockTable> tables = new ArrayList<>();
    try {
      batch.clear();
      List<double[]> targets = new ArrayList<>();
      for (int[] text : texts) {
        BlockTable table = new BlockTable();
        tables.add(table);
        pool.extend(table, 0, text.length);
        double[] sum = new double[width];
        if (how != Pooling.NONE) {
          results.add(sum);
        }
        for (int position = 0; position < text.length; position++) {
          if (batch.size() == batch.capacity()) {
            run(targets);
          }
          boolean wanted = isWanted(how, position, text.length);
          batch.add(text[position], position, table, wanted);
          if (wanted) {
            targets.add(how == Pooling.NONE ? new double[width] : sum);
            if (how == Pooling.NONE) {
              results.add(targets.getLast());
            }
          }
        }
      }
      run(targets);
      return results;
    } finally {
      tables.forEach(table -> pool.shrink(table, 0));
    }
  }

  /// Adds the rows of the batch to their targets and empties both.
  private void run(List<double[]> targets) {
    executable.run(batch, pool.store());
    for (int i = 0; i < targets.size(); i++) {
      MemorySegment row = executable.logits(i);
      double[] target = targets.get(i);
      for (int c = 0; c < width; c++) {
        target[c] += row.getAtIndex(ValueLayout.JAVA_FLOAT, c);
      }
    }
    targets.clear();
    batch.clear();
  }

  private static boolean isWanted(Pooling pooling, int position, int length) {
    return switch (pooling) {
      case NONE, MEAN -> true;
      case CLS, RANK -> position == 0;
      case LAST -> position == length - 1;
    };
  }

  private static float[] divided(double[] sum, int count) {
    float[] vector = new float[sum.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (sum[i] / count);
    }
    return vector;
  }

  @Override
  public void close() {
    pool.store().close();
  }
}
