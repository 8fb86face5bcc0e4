package llamajar.cli.option;

/// A command that can't be carried out as it was given. The message is one line that names the
/// option and says what would do. Ends the program with exit code 2.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who gave the command.
  public UsageException(String message) {
    super(message);
  }
}
