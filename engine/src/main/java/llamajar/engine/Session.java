package llamajar.engine;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.Executable;
import llamajar.engine.sampling.SamplerChain;
import org.jspecify.annotations.Nullable;

/// One sequence of tokens with its keys and values. Not thread-safe; sessions of one model take
/// turns at computing.
public final class Session implements AutoCloseable {
  /// Wanted logits of one run take at most this many bytes.
  private static final long LOGITS_BYTES = 64L << 20;

  /// Receives logits while tokens are read.
  @FunctionalInterface
  public interface LogitsListener {
    /// Called in order of positions.
    ///
    /// @param position of the token in the session
    /// @param logits float32, one for each token of the vocabulary; valid during the call
    void logits(int position, MemorySegment logits);
  }

  /// Is told how far reading has come.
  @FunctionalInterface
  public interface Progress {
    /// Called between batches.
    ///
    /// @return whether to go on
    boolean reached(int done, int total);
  }

  /// What [#readForBest] returns if it was stopped.
  public static final int STOPPED = -1;

  /// Progress that nobody watches.
  public static final Progress GO_ON = (done, total) -> true;

  private final Executable executable;
  private final KvPool pool;
  private final int vocabularySize;
  private final int contextLength;
  private final int maxOutputs;
  private final Batch batch;
  private final BlockTable table = new BlockTable();
  private final Checkpoints checkpoints;
  private int[] tokens = new int[64];
  private int length;

  /// Tokens that have been computed; fewer than `length` after going back to a checkpoint.
  private int computed;

  /// What the last logits are largest for, if nothing else of them was wanted.
  private int best;

  Session(Executable executable, KvPool pool, int vocabularySize, int contextLength) {
    this.executable = executable;
    this.pool = pool;
    this.vocabularySize = vocabularySize;
    this.contextLength = contextLength;
    maxOutputs = (int) Math.max(1, LOGITS_BYTES / ((long) vocabularySize * Float.BYTES));
    batch = new Batch(executable.maxRows());
    checkpoints = new Checkpoints(pool);
  }

  /// Number of tokens read so far.
  public int length() {
    return length;
  }

  /// Most tokens this session can hold.
  public int contextLength() {
    return contextLength;
  }

  /// The token at a position.
  public int token(int position) {
    if (position >= length) {
      throw new IndexOutOfBoundsException("position %d of %d".formatted(position, length));
    }
    return tokens[position];
  }

  /// Reads tokens without asking for logits until the last one, whose logits are copied.
  ///
  /// @param logits receives float32 of the vocabulary's size
  /// @return whether all were read; false if `progress` stopped it
  /// @throws ContextFullException if they don't fit; nothing has been read then
  public boolean read(int[] newTokens, MemorySegment logits, Progress progress)
      throws ContextFullException {
    int last = length + newTokens.length - 1;
    return read(
        newTokens, position -> position == last, (position, row) -> logits.copyFrom(row), progress);
  }

  /// Reads tokens and hands out the logits at the positions wanted.
  ///
  /// @param wanted which positions of the session
  /// @return whether all were read; false if `progress` stopped it
  /// @throws ContextFullException if they don't fit; nothing has been read then
  public boolean read(
      int[] newTokens, IntPredicate wanted, LogitsListener listener, Progress progress)
      throws ContextFullException {
    return readBatches(newTokens, wanted, listener, progress);
  }

  /// Reads tokens, and finds out which may follow the last one with the largest logit, the first of
  /// equals. Where that is found does not matter: no logits need to be brought here.
  ///
  /// @return the token; [#STOPPED] if `progress` stopped it
  /// @throws ContextFullException if they don't fit; nothing has been read then
  /// @throws IllegalStateException if a logit is not a number or plus infinity, or all are minus
  ///   infinity
  public int readForBest(int[] newTokens, Progress progress) throws ContextFullException {
    int last = length + newTokens.length - 1;
    return readBatches(newTokens, position -> position == last, null, progress)
        ? SamplerChain.checkBest(best)
        : STOPPED;
  }

  /// @param listener null: nobody wants more of logits than [#best]
  private boolean readBatches(
      int[] newTokens, IntPredicate wanted, @Nullable LogitsListener listener, Progress progress)
      throws ContextFullException {
    if (newTokens.length > contextLength - length) {
      throw new ContextFullException(
          "%d tokens do not fit: the context of %d tokens has room for %d"
              .formatted(newTokens.length, contextLength, contextLength - length));
    }
    checkTokens(newTokens);
    int before = length;
    int end = length + newTokens.length;
    put(newTokens);
    while (length < end) {
      if (!progress.reached(length - before, newTokens.length)) {
        return false;
      }
      synchronized (executable) {
        runOne(end, wanted, listener);
      }
    }
    return true;
  }

  /// Runs the next batch of tokens that have not been computed, or were and have to be again.
  private void runOne(int end, IntPredicate wanted, @Nullable LogitsListener listener)
      throws ContextFullException {
    int start = computed;
    int batchEnd = checkpoints.batchEnd(start, end, batch.capacity());
    pool.extend(table, start, batchEnd);
    batch.clear();
    for (int position = start;
        position < batchEnd && batch.outputCount() < maxOutputs;
        position++) {
      boolean isNew = position >= length;
      batch.add(tokens[position], position, table, isNew && wanted.test(position));
    }
    if (listener == null) {
      executable.runForBest(batch, pool.store(), List.of());
    } else {
      executable.run(batch, pool.store());
    }
    computed = start + batch.size();
    length = Math.max(length, computed);
    checkpoints.reached(table, start, computed);
    for (int i = 0; i < batch.outputCount(); i++) {
      if (listener == null) {
        best = executable.best(i);
      } else {
        listener.logits(start + batch.outputRow(i), executable.logits(i));
      }
    }
  }

  /// Forgets all tokens from a position on. Where the model has not kept everything, the next
  /// reading begins at the nearest checkpoint before.
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException("%d of %d tokens".formatted(newLength, length));
    }
    synchronized (executable) {
      computed = checkpoints.restore(table, newLength, computed);
    }
    length = newLength;
    pool.shrink(table, newLength);
  }

  /// How many tokens the next reading computes again before its own.
  int tokensToReadAgain() {
    return length - computed;
  }

  /// Gives the session's part of the cache back.
  @Override
  public void close() {
    truncate(0);
  }

  private void put(int[] newTokens) {
    int end = length + newTokens.length;
    if (tokens.length < end) {
      tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, end));
    }
    System.arraycopy(newTokens, 0, tokens, length, newTokens.length);
  }

  private void checkTokens(int[] newTokens) {
    for (int token : newTokens) {
      if (token < 0 || token >= vocabularySize) {
        throw new IllegalArgumentException(
            "token %d is not in the vocabulary of %d".formatted(token, vocabularySize));
      }
    }
  }
}
