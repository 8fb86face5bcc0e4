package llamajar.cuda.cache;

import java.io.Serial;

/// Code would have to be compiled, which the user does not want.
public final class NotCachedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  NotCachedException(String message) {
    super(message);
  }
}
