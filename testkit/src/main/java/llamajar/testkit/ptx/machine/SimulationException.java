package llamajar.testkit.ptx.machine;

import java.io.Serial;

/// A kernel did what it must not; the message says what, and where.
public final class SimulationException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Fault.Kind kind;
  private final String kernel;
  private final int line;

  /// A mistake.
  public SimulationException(Fault.Kind kind, String kernel, int line, String message) {
    super(message);
    this.kind = kind;
    this.kernel = kernel;
    this.line = line;
  }

  /// What kind of mistake it is.
  public Fault.Kind kind() {
    return kind;
  }

  /// The kernel.
  public String kernel() {
    return kernel;
  }

  /// The line of the PTX text, or 0 for a launch that was refused.
  public int line() {
    return line;
  }
}
