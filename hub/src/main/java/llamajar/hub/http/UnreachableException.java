package llamajar.hub.http;

import llamajar.hub.name.HubException;

/// A server could not be reached, or failed each time it was asked.
public final class UnreachableException extends HubException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
