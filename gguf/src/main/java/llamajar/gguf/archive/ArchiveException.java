package llamajar.gguf.archive;

import java.io.IOException;

/// An archive that can't be used. The message is one line: which file, what is wrong, what to do.
public final class ArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who gave the file.
  public ArchiveException(String message) {
    super(message);
  }
}
