package llamajar.testkit.ptx.machine;

import java.util.Arrays;

/// The sixteen barriers of a block.
public final class Barriers {
  private static final int COUNT = 16;

  /// What a barrier that reduces does with the predicates of all threads.
  public enum Reduction {
    /// Nothing.
    NONE,
    /// Counts.
    COUNT_TRUE,
    /// Whether all are true.
    ALL_TRUE,
    /// Whether any is true.
    ANY_TRUE
  }

  /// One warp's arrival.
  ///
  /// @param threads how many threads meet, or 0 for all of the block
  /// @param waits whether the warp waits for the others
  /// @param reduction what is done with predicates
  /// @param predicate those of the warp's threads
  /// @param result where the outcome goes, index of a register or predicate
  public record Arrival(
      int threads, boolean waits, Reduction reduction, int predicate, int result) {

    /// An arrival without reduction.
    public static Arrival plain(int threads, boolean waits) {
      return new Arrival(threads, waits, Reduction.NONE, 0, 0);
    }
  }

  private static final class Barrier {
    int arrivedWarps;
    int arrivedThreads;
    int expected;
    int trueThreads;
    Arrival[] arrivals = new Arrival[0];
  }

  private final Warp[] warps;
  private final RaceDetector races;
  private final Barrier[] barriers = new Barrier[COUNT];

  Barriers(Warp[] warps, RaceDetector races) {
    this.warps = warps;
    this.races = races;
    for (int i = 0; i < COUNT; i++) {
      barriers[i] = new Barrier();
      barriers[i].arrivals = new Arrival[warps.length];
    }
  }

  void reset() {
    for (Barrier barrier : barriers) {
      clear(barrier);
    }
  }

  /// Lets a warp arrive with all its threads.
  public void arrive(Warp warp, int lanes, int number, Arrival arrival) {
    if (lanes != warp.live()) {
      throw new Fault(
          Fault.Kind.DIVERGENT_BARRIER,
          Integer.numberOfTrailingZeros(warp.live() & ~lanes),
          "is not at barrier %d where other threads of its warp are".formatted(number));
    }
    if (number < 0 || number >= COUNT) {
      throw new Fault(Fault.Kind.UNDEFINED, -1, "there is no barrier %d".formatted(number));
    }
    if (arrival.threads() % Warp.LANES != 0 || arrival.threads() < 0) {
      throw new Fault(
          Fault.Kind.UNDEFINED,
          -1,
          "a barrier for %d threads, which are not whole warps".formatted(arrival.threads()));
    }
    Barrier barrier = barriers[number];
    if (barrier.arrivedWarps != 0 && barrier.expected != arrival.threads()) {
      throw new Fault(
          Fault.Kind.UNDEFINED,
          -1,
          "barrier %d expects %d threads here and %d elsewhere"
              .formatted(number, arrival.threads(), barrier.expected));
    }
    barrier.expected = arrival.threads();
    barrier.arrivedWarps |= 1 << warp.index();
    barrier.arrivedThreads += Warp.LANES;
    barrier.trueThreads += Integer.bitCount(arrival.predicate() & lanes);
    barrier.arrivals[warp.index()] = arrival;
    warp.setWaiting(arrival.waits());
    releaseIfComplete(barrier);
  }

  /// Says that all threads of a warp have ended; nobody waits for them any more.
  void ended(Warp warp) {
    for (Barrier barrier : barriers) {
      if (barrier.arrivedWarps != 0) {
        releaseIfComplete(barrier);
      }
    }
  }

  void checkNobodyWaits() {
    for (int i = 0; i < COUNT; i++) {
      Barrier barrier = barriers[i];
      for (Warp warp : warps) {
        if (warp.isWaiting() && (barrier.arrivedWarps >>> warp.index() & 1) != 0) {
          throw new Fault(
              Fault.Kind.DIVERGENT_BARRIER,
              -1,
              "warp %d waits at barrier %d for threads that never come".formatted(warp.index(), i));
        }
      }
    }
  }

  private void releaseIfComplete(Barrier barrier) {
    if (barrier.expected == 0) {
      for (Warp warp : warps) {
        if (!warp.hasEnded() && (barrier.arrivedWarps >>> warp.index() & 1) == 0) {
          return;
        }
      }
    } else if (barrier.arrivedThreads < barrier.expected) {
      return;
    }
    int liveThreads = 0;
    for (Warp warp : warps) {
      if ((barrier.arrivedWarps >>> warp.index() & 1) != 0) {
        liveThreads += Integer.bitCount(warp.live());
      }
    }
    races.barrier(barrier.arrivedWarps);
    for (Warp warp : warps) {
      if ((barrier.arrivedWarps >>> warp.index() & 1) != 0) {
        deliver(warp, barrier, liveThreads);
        warp.setWaiting(false);
      }
    }
    clear(barrier);
  }

  private static void deliver(Warp warp, Barrier barrier, int liveThreads) {
    Arrival arrival = barrier.arrivals[warp.index()];
    int result = arrival.result();
    switch (arrival.reduction()) {
      case NONE -> {}
      case COUNT_TRUE -> {
        for (int lane = 0; lane < Warp.LANES; lane++) {
          warp.words[result * Warp.LANES + lane] = barrier.trueThreads;
        }
        warp.written[result] |= warp.live();
      }
      case ALL_TRUE -> deliver(warp, result, barrier.trueThreads == liveThreads);
      case ANY_TRUE -> deliver(warp, result, barrier.trueThreads > 0);
    }
  }

  private static void deliver(Warp warp, int predicate, boolean value) {
    warp.predicates[predicate] = value ? Warp.ALL : 0;
    warp.written[warp.written.length - warp.predicates.length + predicate] |= warp.live();
  }

  private static void clear(Barrier barrier) {
    barrier.arrivedWarps = 0;
    barrier.arrivedThreads = 0;
    barrier.trueThreads = 0;
    Arrays.fill(barrier.arrivals, null);
  }
}
