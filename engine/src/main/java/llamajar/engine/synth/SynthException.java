package llamajar.engine.synth;

/// A model that can't be made up as it was asked for. The message is one line that names the size
/// or type and says what would do.
public final class SynthException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who asked.
  public SynthException(String message) {
    super(message);
  }
}
