package llamajar.compute;

/// A backend can't do what was asked of it: a device is missing, too old, or short of memory. The
/// message is one line for the user: what is wrong, and what to do.
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who chose the backend.
  public BackendException(String message) {
    super(message);
  }

  /// The same with what it was found out by.
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
