package llamajar.compute.cpu.x64.platform;

import java.io.Serial;

/// The system refuses what emitted machine code needs.
public final class PlatformException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String reason;

  PlatformException(String reason) {
    super(reason);
    this.reason = reason;
  }

  PlatformException(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /// What is refused and why, in one line; the same as the message.
  public String reason() {
    return reason;
  }
}
