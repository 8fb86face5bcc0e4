package llamajar.testkit.ptx.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A grid of blocks that run a kernel.
///
/// @param arguments of the kernel, at address 0
/// @param mostInstructions that a warp executes without waiting; more are taken for an endless loop
public record Launch(
    Code code,
    int gridX,
    int gridY,
    int gridZ,
    int blockX,
    int blockY,
    int blockZ,
    int dynamicSharedBytes,
    Region arguments,
    long mostInstructions) {

  /// Threads of each block.
  public int threadsPerBlock() {
    return blockX * blockY * blockZ;
  }

  /// Runs all blocks, on as many threads as the machine has.
  ///
  /// @return what was counted
  /// @throws SimulationException if a thread does what it must not
  public Tally run(DeviceMemorySpace memory) {
    long blocks = (long) gridX * gridY * gridZ;
    AtomicLong next = new AtomicLong();
    AtomicBoolean failed = new AtomicBoolean();
    Tally tally = new Tally(code.kernel(), code.instructions().size());
    Runnable worker =
        () -> {
          Block block = new Block(this, memory);
          try {
            for (long i = next.getAndIncrement();
                i < blocks && !failed.get();
                i = next.getAndIncrement()) {
              block.run(i);
            }
          } catch (Throwable e) {
            failed.set(true);
            throw e;
          }
          block.addTo(tally);
        };
    int helpers = (int) Math.min(blocks, ForkJoinPool.getCommonPoolParallelism() + 1) - 1;
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    for (int i = 0; i < helpers; i++) {
      tasks.add(ForkJoinPool.commonPool().submit(worker));
    }
    RuntimeException failure = null;
    try {
      worker.run();
    } catch (SimulationException e) {
      failure = e;
    }
    for (ForkJoinTask<?> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        failure = failure != null ? failure : cause(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while a kernel runs", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return tally;
  }

  private static RuntimeException cause(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SimulationException e) {
        return e;
      }
    }
    return new IllegalStateException(thrown);
  }
}
