package llamajar.testkit.ptx.machine;

import java.util.Arrays;

/// Finds accesses to shared memory that nothing orders.
///
/// Each warp has a clock that goes on at each of its barriers. A barrier tells all warps that meet
/// there each other's clocks, so whatever a warp did before the clock that another knows of comes
/// before what that one does now. Threads of one warp are ordered only by the warp's own barriers.
final class RaceDetector {
  private static final int MANY = 32;
  private static final int ATOMIC = 64;
  private static final int THREAD_BITS = 7;
  private static final int WARP_BITS = 5;
  private static final long NOBODY = -1;

  private final int warps;
  private final int unitShift;

  /// For each unit who wrote it last: clock, warp and thread.
  private final long[] writers;

  /// For each unit and warp which of its threads read it last: clock and thread, or [#MANY].
  private final long[] readers;

  private final long[] clocks;

  /// For each warp and each other one, the clock up to which it knows what that one did.
  private final long[] known;

  RaceDetector(int bytes, int warps, int unit) {
    this.warps = warps;
    this.unitShift = Integer.numberOfTrailingZeros(unit);
    int units = (bytes >> unitShift) + 1;
    this.writers = new long[units];
    this.readers = new long[units * warps];
    this.clocks = new long[warps];
    this.known = new long[warps * warps];
    Arrays.fill(writers, NOBODY);
    Arrays.fill(readers, NOBODY);
  }

  /// Forgets everything: all that was done came before whatever is done from now on.
  void nextBlock() {
    long latest = 0;
    for (long clock : clocks) {
      latest = Math.max(latest, clock);
    }
    Arrays.fill(clocks, latest + 1);
    Arrays.fill(known, latest + 1);
  }

  /// All threads of a warp have met.
  void warpBarrier(int warp) {
    clocks[warp]++;
  }

  /// Warps have met, one bit each.
  void barrier(int meeting) {
    for (int w = 0; w < warps; w++) {
      if ((meeting >>> w & 1) != 0) {
        clocks[w]++;
      }
    }
    for (int about = 0; about < warps; about++) {
      long latest = 0;
      for (int w = 0; w < warps; w++) {
        if ((meeting >>> w & 1) != 0) {
          latest = Math.max(latest, w == about ? clocks[w] : known[w * warps + about]);
        }
      }
      for (int w = 0; w < warps; w++) {
        if ((meeting >>> w & 1) != 0) {
          known[w * warps + about] = latest;
        }
      }
    }
  }

  /// Notes an access.
  ///
  /// @throws Fault if it races with an earlier one
  void note(int warp, int lane, int address, int bytes, Access access) {
    int end = (address + bytes - 1) >> unitShift;
    for (int unit = address >> unitShift; unit <= end; unit++) {
      checkWriter(warp, lane, unit, access);
      if (access == Access.READ) {
        noteReader(warp, lane, unit);
      } else {
        checkReaders(warp, lane, unit, access);
        int thread = access == Access.ATOMIC ? lane | ATOMIC : lane;
        writers[unit] = (clocks[warp] << WARP_BITS | warp) << THREAD_BITS | thread;
      }
    }
  }

  private void checkWriter(int warp, int lane, int unit, Access access) {
    long writer = writers[unit];
    if (writer == NOBODY) {
      return;
    }
    int thread = (int) writer & ((1 << THREAD_BITS) - 1);
    int writerWarp = (int) (writer >> THREAD_BITS) & ((1 << WARP_BITS) - 1);
    long clock = writer >> (THREAD_BITS + WARP_BITS);
    boolean bothAtomic = (thread & ATOMIC) != 0 && access == Access.ATOMIC;
    boolean same = writerWarp == warp && (thread & ~ATOMIC) == lane;
    if (!same && !bothAtomic && isConcurrent(warp, writerWarp, clock)) {
      throw race(unit, lane, access, writerWarp * 32 + (thread & ~ATOMIC), "written");
    }
  }

  private void noteReader(int warp, int lane, int unit) {
    int index = unit * warps + warp;
    long reader = readers[index];
    boolean another =
        reader != NOBODY
            && reader >> THREAD_BITS == clocks[warp]
            && (reader & ((1 << THREAD_BITS) - 1)) != lane;
    readers[index] = clocks[warp] << THREAD_BITS | (another ? MANY : lane);
  }

  private void checkReaders(int warp, int lane, int unit, Access access) {
    for (int other = 0; other < warps; other++) {
      long reader = readers[unit * warps + other];
      if (reader == NOBODY) {
        continue;
      }
      int thread = (int) reader & ((1 << THREAD_BITS) - 1);
      boolean same = other == warp && thread == lane;
      if (!same && isConcurrent(warp, other, reader >> THREAD_BITS)) {
        throw race(unit, lane, access, other * 32 + (thread & 31), "read");
      }
    }
  }

  private boolean isConcurrent(int warp, int other, long clock) {
    return other == warp ? clock == clocks[warp] : clock >= known[warp * warps + other];
  }

  private Fault race(int unit, int lane, Access access, int otherThread, String earlier) {
    return new Fault(
        Fault.Kind.RACE,
        lane,
        "%s shared memory at 0x%x that thread %d of the block has %s, with no barrier in between"
            .formatted(access.verb(), (long) unit << unitShift, otherThread, earlier));
  }
}
