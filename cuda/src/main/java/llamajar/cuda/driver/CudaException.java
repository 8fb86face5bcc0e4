package llamajar.cuda.driver;

import java.io.Serial;

/// The driver refused a call, or work that was given to it earlier failed.
public class CudaException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private static final int OUT_OF_MEMORY = 2;

  private final String call;
  private final CudaError error;

  /// A refusal.
  ///
  /// @param call the function and what it was asked for, as `cuMemAlloc_v2 of 4096 bytes`
  /// @param error what the driver answered
  public CudaException(String call, CudaError error) {
    this(call, error, "");
  }

  /// A refusal with more to say.
  ///
  /// @param detail what else is known, such as a compiler's log
  protected CudaException(String call, CudaError error, String detail) {
    super(
        "%s failed: %s, %s%s"
            .formatted(call, error.name(), error.text(), detail.isEmpty() ? "" : ": " + detail));
    this.call = call;
    this.error = error;
  }

  /// What was asked of the driver.
  public String call() {
    return call;
  }

  /// What the driver answered.
  public CudaError error() {
    return error;
  }

  /// Whether memory was missing, of the device or of the host. The context can go on.
  public boolean isOutOfMemory() {
    return error.code() == OUT_OF_MEMORY;
  }
}
