package llamajar.engine.synth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import llamajar.gguf.TensorSink;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.RandomBlocks;

/// Makes random blocks on all processors and passes them on in order. Which blocks come out depends
/// on the seed only: every piece has a generator of its own, split off in order.
final class ParallelFill implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final ExecutorService workers;
  private final byte[][] buffers;

  ParallelFill(int threads) {
    workers = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    // One piece in each worker's hands, and one waiting for it.
    buffers = new byte[2 * threads][PIECE_BYTES];
  }

  /// Writes blocks of one type.
  ///
  /// @param random split for every piece
  void write(
      TensorType type,
      RandomBlocks blocks,
      long blockCount,
      SplittableRandom random,
      TensorSink sink)
      throws IOException {
    long pieceBlocks = PIECE_BYTES / type.blockBytes();
    long pieces = Math.ceilDiv(blockCount, pieceBlocks);
    Deque<Future<MemorySegment>> ahead = new ArrayDeque<>();
    for (long next = 0; next < pieces || !ahead.isEmpty(); ) {
      while (next < pieces && ahead.size() < buffers.length) {
        long count = Math.min(pieceBlocks, blockCount - next * pieceBlocks);
        MemorySegment piece =
            MemorySegment.ofArray(buffers[(int) (next % buffers.length)])
                .asSlice(0, count * type.blockBytes());
        SplittableRandom own = random.split();
        ahead.add(
            workers.submit(() -> {
              blocks.fill(own, piece, 0, count);
              return piece;
            }));
        next++;
      }
      sink.write(await(ahead.remove()));
    }
  }

  private static MemorySegment await(Future<MemorySegment> piece) throws IOException {
    try {
      return piece.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while making up weights");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a piece of random weights could not be made", e);
    }
  }

  /// Ends the threads.
  @Override
  public void close() {
    workers.shutdownNow();
  }
}
