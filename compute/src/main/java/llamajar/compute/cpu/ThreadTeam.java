package llamajar.compute.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed team of platform threads that runs one task together and can wait for each other inside
/// it.
///
/// The caller of [#run(int, Task)] is member 0. Members that wait spin for some tens of
/// microseconds, the usual distance between two steps of a forward pass, and then park. Only one
/// thread at a time may call `run`.
public final class ThreadTeam implements AutoCloseable {
  private static final int SPINS = 4096;

  /// Work that every member does, each for its own part.
  @FunctionalInterface
  public interface Task {
    /// Does the part of one member, counted from 0.
    void run(int member);
  }

  /// Thrown in members that wait while another member has failed; never leaves the team.
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super(null, null, false, false);
    }
  }

  private static final Task NOTHING = member -> {};

  private final int size;
  private final int spins;
  private volatile int members;
  private final AtomicReferenceArray<@Nullable Thread> parked;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger generation = new AtomicInteger();
  private final AtomicInteger epoch = new AtomicInteger();
  private volatile Task task = NOTHING;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  /// Starts a team.
  ///
  /// @param size members, the caller of [#run(int, Task)] included; at least 1
  public ThreadTeam(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a team of %d threads".formatted(size));
    }
    this.size = size;
    members = size;
    // With more members than processors, spinning keeps those from running that are waited for.
    spins = size <= Runtime.getRuntime().availableProcessors() ? SPINS : 1;
    parked = new AtomicReferenceArray<>(size);
    for (int member = 1; member < size; member++) {
      int self = member;
      Thread.ofPlatform().name("llamajar-", member).daemon().start(() -> work(self));
    }
  }

  /// Number of threads.
  public int size() {
    return size;
  }

  /// Number of members that take part in the current task.
  public int members() {
    return members;
  }

  /// Runs a task with the first members and returns when all are done.
  ///
  /// @param newMembers how many take part: 1 to [#size()]
  /// @throws RuntimeException or [Error]: what a member threw; the team stays usable
  public void run(int newMembers, Task newTask) {
    if (closed) {
      throw new IllegalStateException("the thread team is closed");
    }
    if (newMembers < 1 || newMembers > size) {
      throw new IllegalArgumentException("%d members of %d".formatted(newMembers, size));
    }
    members = newMembers;
    task = newTask;
    finished.set(0);
    epoch.incrementAndGet();
    wake();
    runPart(0, newTask);
    awaitFinished();
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      arrived.set(0);
      if (thrown instanceof Error error) {
        throw error;
      }
      throw thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
    }
  }

  /// Waits, inside a task, until all members have come here.
  public void barrier(int member) {
    int expected = members;
    if (expected == 1) {
      return;
    }
    int before = generation.get();
    if (arrived.incrementAndGet() == expected) {
      arrived.set(0);
      generation.incrementAndGet();
      wake();
      return;
    }
    for (int i = 0; i < spins; i++) {
      if (generation.get() != before) {
        return;
      }
      Thread.onSpinWait();
    }
    parked.set(member, Thread.currentThread());
    while (generation.get() == before && failure == null) {
      LockSupport.park(this);
    }
    parked.set(member, null);
    if (generation.get() == before) {
      throw new Abandoned();
    }
  }

  /// Ends the threads.
  @Override
  public void close() {
    closed = true;
    epoch.incrementAndGet();
    wake();
  }

  private void work(int member) {
    int seen = 0;
    while (true) {
      awaitEpoch(member, seen);
      if (closed) {
        return;
      }
      seen++;
      if (member < members) {
        runPart(member, task);
      }
      if (finished.incrementAndGet() == size - 1) {
        wake();
      }
    }
  }

  private void runPart(int member, Task part) {
    try {
      part.run(member);
    } catch (Abandoned e) {
      // The member that failed reports why.
    } catch (Throwable e) {
      failure = e;
      wake();
    }
  }

  private void awaitEpoch(int member, int seen) {
    for (int i = 0; i < spins; i++) {
      if (epoch.get() != seen) {
        return;
      }
      Thread.onSpinWait();
    }
    parked.set(member, Thread.currentThread());
    while (epoch.get() == seen) {
      LockSupport.park(this);
    }
    parked.set(member, null);
  }

  private void awaitFinished() {
    for (int i = 0; i < spins; i++) {
      if (finished.get() == size - 1) {
        return;
      }
      Thread.onSpinWait();
    }
    parked.set(0, Thread.currentThread());
    while (finished.get() != size - 1) {
      LockSupport.park(this);
    }
    parked.set(0, null);
  }

  private void wake() {
    for (int member = 0; member < size; member++) {
      Thread thread = parked.get(member);
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }
}
