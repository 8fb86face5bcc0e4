package llamajar.hub.name;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A model can't be had. The message is one line: what is wrong, where, and what to do.
public class HubException extends IOException {
  private static final long serialVersionUID = 1L;

  /// An exception with a message for the person who wants the model.
  public HubException(String message) {
    super(message);
  }

  /// An exception with a message for the person who wants the model.
  public HubException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
