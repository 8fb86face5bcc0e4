package llamajar.cuda.libcuda;

import java.io.Serial;

/// The driver lacks a function.
final class MissingFunctionException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  MissingFunctionException(String name) {
    super(
        "the NVIDIA driver has no function '"
            + name
            + "'; a driver of version 450 or later is needed");
  }
}
