package llamajar.testkit.ptx.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Copies from global to shared memory that a warp's threads do not wait for at once.
///
/// A copy is carried out as late as possible: when its group is waited for. Until then what it will
/// write counts as unwritten, so that a wait that is missing is found.
public final class AsyncCopies {

  /// Carries out a copy of one instruction.
  public interface Delivery {
    /// Writes what was copied.
    void deliver(Warp warp);
  }

  private final Deque<List<Delivery>> groups = new ArrayDeque<>();
  private List<Delivery> open = new ArrayList<>();

  AsyncCopies() {}

  /// Adds a copy to the open group.
  public void add(Delivery delivery) {
    open.add(delivery);
  }

  /// Closes the open group.
  public void commit() {
    groups.add(open);
    open = new ArrayList<>();
  }

  /// Waits until at most some of the newest groups are outstanding.
  public void await(Warp warp, int outstanding) {
    while (groups.size() > outstanding) {
      groups.remove().forEach(delivery -> delivery.deliver(warp));
    }
  }

  /// Waits for everything, closed or not.
  public void awaitAll(Warp warp) {
    commit();
    await(warp, 0);
  }

  void reset() {
    groups.clear();
    open.clear();
  }

  void checkDone() {
    // Copies that are under way when a block ends write to memory that is not its own any more.
    boolean delivered = open.isEmpty() && groups.stream().allMatch(List::isEmpty);
    if (!delivered) {
      throw new Fault(Fault.Kind.UNDEFINED, -1, "ends without waiting for its asynchronous copies");
    }
  }
}
