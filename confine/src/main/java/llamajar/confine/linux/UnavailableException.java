package llamajar.confine.linux;

/// A layer can't be had here. The message says why.
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1;

  public UnavailableException(String reason) {
    super(reason);
  }

  UnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
