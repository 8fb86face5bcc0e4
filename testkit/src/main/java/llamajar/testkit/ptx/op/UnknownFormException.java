package llamajar.testkit.ptx.op;

import java.io.Serial;

/// An instruction that the simulator does not know.
public final class UnknownFormException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// An instruction in a line of the text.
  public UnknownFormException(String kernel, int line, String opcode, String reason) {
    super("%s, PTX line %d: %s: %s".formatted(kernel, line, opcode, reason));
  }
}
