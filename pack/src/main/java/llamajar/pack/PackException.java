package llamajar.pack;

import java.io.IOException;

/// A file that can't be packed. The message is one line: what is wrong, where, what to do.
public final class PackException extends IOException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who packs.
  public PackException(String message) {
    super(message);
  }
}
