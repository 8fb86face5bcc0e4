package llamajar.engine;

/// A session that can't take more tokens.
public final class ContextFullException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who sent the tokens.
  public ContextFullException(String message) {
    super(message);
  }
}
