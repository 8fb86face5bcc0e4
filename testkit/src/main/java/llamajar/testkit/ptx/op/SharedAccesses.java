package llamajar.testkit.ptx.op;

/// Notes how small a kernel's accesses to shared memory are, which decides how finely races are
/// seen.
final class SharedAccesses {
  private static final int LARGEST = 16;

  private int least = LARGEST;

  void note(MemorySpaces space, int bytes) {
    if (space.mayBeShared()) {
      least = Math.min(least, bytes);
    }
  }

  /// The least bytes of any access.
  int least() {
    return least;
  }
}
