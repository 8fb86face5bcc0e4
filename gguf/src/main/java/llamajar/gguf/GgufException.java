package llamajar.gguf;

import java.io.IOException;

/// A model file that can't be used. The message is one line that names the file, the byte position
/// where there is one, the problem, and what to do about it.
public final class GgufException extends IOException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message meant for the person who gave the file. Control characters
  /// in it are escaped.
  public GgufException(String message) {
    super(Printable.oneLine(message));
  }

  /// The same, for a failure that something else noticed first.
  public GgufException(String message, Throwable cause) {
    super(Printable.oneLine(message), cause);
  }
}
