package llamajar.compute.cpu.probe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
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

  private static final long LEAST_BYTES = 512 * MIB;
  private static final long MOST_BYTES = 2048 * MIB;

  private static final long VECTOR_BYTES = 64;

  /// Long enough for a thread's wake-up not to count, short enough to fall between disturbances.
  private static final double REPETITION_SECONDS = 0.005;

  private static final double MEASURED_SECONDS = 0.7;
  private static final int LEAST_REPETITIONS = 5;

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
  /// Takes 512 MiB to 2 GiB of memory for the time, but not more than half of the largest heap.
  ///
  /// @param threads at least 1
  public Measurement readBandwidth(int threads) {
    long pieces = partBytes(threads) / MIB;
    MemorySegment[] parts = new MemorySegment[threads];
    try (ThreadTeam team = new ThreadTeam(threads);
        Arena arena = Arena.ofShared()) {
      // Each thread clears its own part, which so comes to lie in the memory nearest to it.
      team.run(threads, member -> parts[member] = arena.allocate(pieces * MIB, VECTOR_BYTES));
      double seconds = fastest(() -> team.run(threads, member -> read(parts[member])));
      long bytes = pieces * threads * MIB;
      String method = "best pass over %d MiB, %s".formatted(bytes / MIB, loops.name());
      return new Measurement(bytes / seconds, threads, method);
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
      Runnable work = () -> team.run(threads, member -> compute(calls[0]));
      // Doubling also gives the compiler time to do its best.
      while (seconds(work) < REPETITION_SECONDS) {
        calls[0] *= 2;
      }
      double seconds = fastest(work);
      double operations = (double) loops.operations() * calls[0] * threads;
      String method = "best of many runs of fused multiply-adds in registers, " + loops.name();
      return new Measurement(operations / seconds, threads, method);
    }
  }

  private static long partBytes(int threads) {
    long wanted = Math.clamp(threads * BYTES_PER_THREAD, LEAST_BYTES, MOST_BYTES);
    long total = Math.min(wanted, Runtime.getRuntime().maxMemory() / 2);
    return Math.max(MIB, total / threads / MIB * MIB);
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

  private static double fastest(Runnable work) {
    double best = Double.POSITIVE_INFINITY;
    double total = 0;
    for (int i = 0; i < LEAST_REPETITIONS || total < MEASURED_SECONDS; i++) {
      double seconds = seconds(work);
      best = Math.min(best, seconds);
      total += seconds;
    }
    return best;
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
