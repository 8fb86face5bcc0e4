package llamajar.confine.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import llamajar.confine.filter.Errno;
import llamajar.confine.filter.SystemCall;

/// A Landlock ruleset for all threads of this process, though the kernel knows only how to give it
/// to the thread that asks.
///
/// Each thread gets a signal whose handler asks for it, one thread after another, as C libraries do
/// to change the user of all threads. Threads that are started meanwhile are found by looking
/// again; those of a restricted thread are born restricted, and may be restricted once more. The
/// caller comes last, because afterwards it can't look any more.
final class EveryThread {
  private static final Path THREADS = Path.of("/proc/self/task");

  private static final int LAST_SIGNAL = 62;

  /// The first signal that neither the kernel nor a C library uses for itself.
  private static final int FIRST_SIGNAL = 36;

  private static final long DEFAULT_HANDLER = 0;
  private static final long IGNORE = 1;

  /// Calls that a signal interrupts go on afterwards.
  private static final long RESTART = 0x10000000;

  private static final long WITH_RESTORER = 0x04000000;

  /// `struct sigaction` as the kernel has it: handler, flags, restorer, mask.
  private static final long ACTION_BYTES = 4 * Long.BYTES;

  private static final long MASK_BYTES = 8;

  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final long PAGE_BYTES = 65_536;

  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final Kernel kernel;
  private final long process;

  EveryThread(Kernel kernel) {
    this.kernel = kernel;
    process = kernel.call(SystemCall.GETPID);
  }

  /// Gives all threads a ruleset.
  ///
  /// @return how many have it now
  /// @throws UnavailableException if some can't be reached; the others have it then
  int restrict(long ruleset) throws UnavailableException {
    // The data and the code stay for good: a thread that takes the signal late would run them.
    MemorySegment data = Arena.global().allocate(RestrictionCode.DATA_BYTES, Long.BYTES);
    data.set(JAVA_INT, RestrictionCode.RULESET, (int) ruleset);
    RestrictionCode code = RestrictionCode.of(kernel.processor(), data.address());
    long handler = place(code.code());
    int signal = freeSignal();
    handle(
        signal,
        handler,
        code.hasRestorer() ? RESTART | WITH_RESTORER : RESTART,
        code.hasRestorer() ? handler + code.restorerOffset() : 0);
    Set<Long> reached = new HashSet<>();
    List<String> unreached;
    try {
      unreached = restrictOthers(signal, data, reached);
    } finally {
      // Also throws away what threads have not taken.
      handle(signal, IGNORE, 0, 0);
      handle(signal, DEFAULT_HANDLER, 0, 0);
    }
    long result = kernel.call(SystemCall.LANDLOCK_RESTRICT_SELF, ruleset, 0);
    if (result < 0) {
      throw new UnavailableException("landlock_restrict_self: " + Errno.meaning(result));
    }
    if (!unreached.isEmpty()) {
      throw new UnavailableException(
          "Landlock holds for %d threads, but these did not take it: %s"
              .formatted(reached.size() + 1, String.join(", ", unreached)));
    }
    return reached.size() + 1;
  }

  /// @return the names of those that did not take it
  private List<String> restrictOthers(int signal, MemorySegment data, Set<Long> reached)
      throws UnavailableException {
    List<String> unreached = new ArrayList<>();
    Set<Long> tried = new HashSet<>();
    tried.add(kernel.call(SystemCall.GETTID));
    // The kernel's list may miss a thread while another ends, so that it counts only if nothing is
    // new twice.
    int quietLooks = 0;
    while (quietLooks < 2) {
      quietLooks++;
      for (long thread : threads()) {
        if (tried.add(thread)) {
          quietLooks = 0;
          switch (restrict(thread, signal, data)) {
            case RESTRICTED -> reached.add(thread);
            case TOO_MANY_LAYERS -> {
              // All threads had the same before this began. Where others took one more layer, one
              // that can't is a descendant of theirs, of many generations, and has inherited it.
              if (reached.isEmpty()) {
                unreached.add(name(thread));
              } else {
                reached.add(thread);
              }
            }
            case UNREACHED -> unreached.add(name(thread));
            case GONE -> {}
          }
        }
      }
    }
    return unreached;
  }

  private enum Result {
    RESTRICTED,
    TOO_MANY_LAYERS,
    UNREACHED,
    GONE
  }

  private Result restrict(long thread, int signal, MemorySegment data) {
    long done = counter(data, RestrictionCode.DONE);
    long failed = counter(data, RestrictionCode.FAILED);
    if (Errno.ESRCH.is(kernel.call(SystemCall.TGKILL, process, thread, signal))) {
      return Result.GONE;
    }
    long end = System.nanoTime() + WAIT_NANOS;
    while (System.nanoTime() - end < 0) {
      if (counter(data, RestrictionCode.DONE) > done) {
        return Result.RESTRICTED;
      }
      if (counter(data, RestrictionCode.FAILED) > failed) {
        return Errno.E2BIG.is(counter(data, RestrictionCode.RESULT))
            ? Result.TOO_MANY_LAYERS
            : Result.UNREACHED;
      }
      if (Errno.ESRCH.is(kernel.call(SystemCall.TGKILL, process, thread, 0))) {
        return Result.GONE;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return Result.UNREACHED;
  }

  private static long counter(MemorySegment data, long offset) {
    return (long) JAVA_LONG.varHandle().getVolatile(data, offset);
  }

  private static List<Long> threads() throws UnavailableException {
    List<Long> threads = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(THREADS)) {
      for (Path entry : entries) {
        threads.add(Long.parseLong(entry.getFileName().toString()));
      }
    } catch (IOException e) {
      throw new UnavailableException(THREADS + ": can't be listed", e);
    }
    return threads;
  }

  private static String name(long thread) {
    try {
      return Files.readString(THREADS.resolve(thread + "/comm")).strip();
    } catch (IOException e) {
      return String.valueOf(thread);
    }
  }

  /// Code in memory of its own, which can't be written to any more.
  private long place(MemorySegment code) throws UnavailableException {
    long address =
        kernel.call(
            SystemCall.MMAP, 0, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1);
    if (address < 0) {
      throw new UnavailableException("mmap: " + Errno.meaning(address));
    }
    MemorySegment.ofAddress(address).reinterpret(code.byteSize()).copyFrom(code);
    long result = kernel.call(SystemCall.MPROTECT, address, PAGE_BYTES, PROT_READ | PROT_EXEC);
    if (result < 0) {
      throw new UnavailableException("mprotect: " + Errno.meaning(result));
    }
    return address;
  }

  private int freeSignal() throws UnavailableException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(ACTION_BYTES, Long.BYTES);
      for (int signal = LAST_SIGNAL; signal >= FIRST_SIGNAL; signal--) {
        long result = kernel.call(SystemCall.RT_SIGACTION, signal, 0, action.address(), MASK_BYTES);
        if (result == 0 && action.get(JAVA_LONG, 0) == DEFAULT_HANDLER) {
          return signal;
        }
      }
    }
    throw new UnavailableException("all signals are taken");
  }

  private void handle(int signal, long handler, long flags, long restorer)
      throws UnavailableException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(ACTION_BYTES, Long.BYTES);
      action.setAtIndex(JAVA_LONG, 0, handler);
      action.setAtIndex(JAVA_LONG, 1, flags);
      action.setAtIndex(JAVA_LONG, 2, restorer);
      long result = kernel.call(SystemCall.RT_SIGACTION, signal, action.address(), 0, MASK_BYTES);
      if (result < 0) {
        throw new UnavailableException("rt_sigaction: " + Errno.meaning(result));
      }
    }
  }
}
