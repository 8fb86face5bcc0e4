package llamajar.compute.cpu.probe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.ThreadTeam;

/// Measures how fast this machine reads memory and multiplies floats, at best.
///
/// Each measurement takes about a second and keeps the fastest of many repetitions, because
/// whatever disturbs one can only make it slower. The Vector API is used where the JVM has it.
public final class MachineProbe {
  private static final long MIB = 1L << 20;

  /// More than any processor has as cache for one core.
  private static final long BYTES_PER_THREAD = 128 * MIB;

  /// Still several times the caches of a small machine.
  private static final long LEAST_BYTES = 256 * MIB;

  private static final long COMFORTABLE_BYTES = 512 * MIB;
  private static final long MOST_BYTES = 2048 * MIB;

  private static final long VECTOR_BYTES = 64;

  /// Long enough for a thread's wake-up not to count, short enough to fall between disturbances.
  private static final double REPETITION_SECONDS = 0.005;

  /// How long nothing much better must come before the best counts: the compiler takes that long to
  /// replace a slow first version on a busy machine.
  private static final double PATIENCE_SECONDS = 0.7;

  private static final double LONGEST_SECONDS = 5;
  private static final double MUCH_BETTER = 1.05;

  private final ProbeLoops loops;

  /// Where results go, so that the compiler can't leave the work out.
  private final AtomicLong sink = new AtomicLong();

  MachineProbe(ProbeLoops loops) {
    this.loops = loops;
  }

  /// Makes a probe with the fastest loops that this JVM can run.
  public static MachineProbe best() {
    return new MachineProbe(
        CpuTier.VECTOR.whyUnavailable().isEmpty() ? new VectorLoops() : new PlainLoops());
  }

  /// Measures how many bytes a second the threads read together from memory, each in order through
  /// a part of its own.
  ///
  /// Takes 512 MiB to 2 GiB of memory for the time; where half of the largest heap is less, that,
  /// but at least 256 MiB.
  ///
  /// @param threads at least 1
  public Measurement readBandwidth(int threads) {
    long pieces = partBytes(threads) / MIB;
    MemorySegment[] parts = new MemorySegment[threads];
    try (ThreadTeam team = new ThreadTeam(threads);
        Arena arena = Arena.ofShared()) {
      // Each thread clears its own part, which so comes to lie in the memory nearest to it.
      team.run(threads, member -> parts[member] = arena.allocate(pieces * MIB, VECTOR_BYTES));
      long bytes = pieces * threads * MIB;
      double rate =
          fastest(() -> {
            team.run(threads, member -> read(parts[member]));
            return bytes;
          });
      String method = "best pass over %d MiB, %s".formatted(bytes / MIB, loops.name());
      return new Measurement(rate, threads, method);
    }
  }

  /// Measures how many floating-point operations a second the threads do together in fused
  /// multiply-adds of 32-bit floats, the limit of a matrix product that computes with those. A
  /// multiply-add counts as two.
  ///
  /// @param threads at least 1
  public Measurement floatPeak(int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      int[] calls = {1};
      double rate =
          fastest(() -> {
            int count = calls[0];
            long start = System.nanoTime();
            team.run(threads, member -> compute(count));
            if (secondsSince(start) < REPETITION_SECONDS) {
              calls[0] = 2 * count;
            }
            return (double) loops.operations() * count * threads;
          });
      String method = "best of many runs of fused multiply-adds in registers, " + loops.name();
      return new Measurement(rate, threads, method);
    }
  }

  private static long partBytes(int threads) {
    long wanted = Math.clamp(threads * BYTES_PER_THREAD, COMFORTABLE_BYTES, MOST_BYTES);
    long affordable = Math.max(Runtime.getRuntime().maxMemory() / 2, LEAST_BYTES);
    return Math.max(MIB, Math.min(wanted, affordable) / threads / MIB * MIB);
  }

  private void read(MemorySegment part) {
    long sum = 0;
    // Many short calls, so that the compiled loop is in use from the second pass on.
    for (long at = 0; at < part.byteSize(); at += MIB) {
      sum += loops.sum(part, at, at + MIB);
    }
    sink.addAndGet(sum);
  }

  private void compute(int calls) {
    float result = 0;
    for (int i = 0; i < calls; i++) {
      result += loops.multiplyAdd();
    }
    sink.addAndGet((long) result);
  }

  /// The best rate of work that tells how much it did.
  private static double fastest(DoubleSupplier work) {
    long start = System.nanoTime();
    long improved = start;
    double best = 0;
    while (secondsSince(improved) < PATIENCE_SECONDS && secondsSince(start) < LONGEST_SECONDS) {
      long began = System.nanoTime();
      double done = work.getAsDouble();
      double rate = done / secondsSince(began);
      if (rate > MUCH_BETTER * best) {
        improved = System.nanoTime();
      }
      best = Math.max(best, rate);
    }
    return best;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
