package llamajar.cuda.driver;

import java.io.Serial;

/// The driver can't compile or load code.
public final class ModuleException extends CudaException {
  @Serial private static final long serialVersionUID = 1;

  private final String log;

  /// A refusal of code.
  ///
  /// @param log what the driver's compiler wrote, or nothing
  public ModuleException(String call, CudaError error, String log) {
    super(call, error, firstLine(log));
    this.log = log;
  }

  /// All that the driver's compiler wrote, or nothing.
  public String log() {
    return log;
  }

  private static String firstLine(String log) {
    return log.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
  }
}
