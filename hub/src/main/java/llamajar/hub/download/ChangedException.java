package llamajar.hub.download;

import java.io.IOException;

/// The server has another content now than that of the ranges that arrived before.
final class ChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  ChangedException(String message) {
    super(message);
  }
}
