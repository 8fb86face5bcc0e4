package llamajar.engine.source;

import java.io.IOException;

/// A model that can be read but not run. The message is one line that names the file, the key or
/// tensor, and what was expected.
public final class ModelException extends IOException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for the person who chose the model.
  public ModelException(String message) {
    super(message);
  }
}
