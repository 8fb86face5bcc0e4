package llamajar.testkit.ptx.machine;

import java.io.Serial;

/// A thread did what it must not. Where it did so is added by whoever runs it.
public final class Fault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// What kinds of mistakes are found.
  public enum Kind {
    /// An access outside of everything that is allocated, or beyond the end of what it began in.
    OUT_OF_BOUNDS,
    /// An address that is not a multiple of the size of the access.
    MISALIGNED,
    /// A register or memory was read that nobody wrote.
    UNINITIALIZED,
    /// Two threads access the same shared memory, one writes, and nothing orders them.
    RACE,
    /// A barrier that not all threads of a warp reach together, or that some never reach.
    DIVERGENT_BARRIER,
    /// An exchange within a warp that names threads which don't take part.
    DIVERGENT_EXCHANGE,
    /// A launch that the device or the kernel does not allow.
    LAUNCH,
    /// A kernel that does not end.
    ENDLESS,
    /// An instruction that stops the kernel.
    TRAP,
    /// A use of an instruction that the manual leaves undefined.
    UNDEFINED
  }

  private final Kind kind;
  private final int lane;

  /// A mistake.
  ///
  /// @param lane the thread within its warp, or -1 if it is not one thread's
  public Fault(Kind kind, int lane, String message) {
    // No stack trace: the place that matters is in the PTX.
    super(message, null, false, false);
    this.kind = kind;
    this.lane = lane;
  }

  /// What kind of mistake it is.
  public Kind kind() {
    return kind;
  }

  /// The thread within its warp, or -1.
  public int lane() {
    return lane;
  }
}
