package llamajar.compute;

/// A backend that can't execute an op says so when the model is opened. The message names the op,
/// the backend and the reason.
public final class UnsupportedOpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who chose the backend.
  public UnsupportedOpException(String message) {
    super(message);
  }
}
