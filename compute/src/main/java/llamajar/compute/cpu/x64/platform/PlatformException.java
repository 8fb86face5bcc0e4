package llamajar.compute.cpu.x64.platform;

import java.io.Serial;

/// The system refuses what emitted machine code needs; the message says what and why, in one line.
public final class PlatformException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  PlatformException(String message) {
    super(message);
  }

  PlatformException(String message, Throwable cause) {
    super(message, cause);
  }
}
