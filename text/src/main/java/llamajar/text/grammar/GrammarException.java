package llamajar.text.grammar;

/// A grammar that can't be used. The message is one line that says what is wrong and where.
public final class GrammarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who wrote the grammar.
  public GrammarException(String message) {
    super(message);
  }
}
