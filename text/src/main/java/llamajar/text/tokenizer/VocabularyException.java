package llamajar.text.tokenizer;

/// A vocabulary that can't be used. The message is one line that names the problem and what to do;
/// whoever read the vocabulary adds the file's name.
public final class VocabularyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message meant for the person who gave the file.
  public VocabularyException(String message) {
    super(message);
  }
}
