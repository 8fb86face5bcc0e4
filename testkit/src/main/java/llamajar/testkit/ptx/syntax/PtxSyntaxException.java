package llamajar.testkit.ptx.syntax;

import java.io.Serial;

/// A text is not PTX, or not such PTX as is understood here.
public final class PtxSyntaxException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int line;

  /// What is wrong in a line, counted from one.
  public PtxSyntaxException(int line, String message) {
    super("PTX line %d: %s".formatted(line, message));
    this.line = line;
  }

  /// The line, counted from one.
  public int line() {
    return line;
  }
}
