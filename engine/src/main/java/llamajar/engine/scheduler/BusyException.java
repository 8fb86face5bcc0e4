package llamajar.engine.scheduler;

/// A request that can't be taken now: too many are waiting, or the scheduler is stopping.
public final class BusyException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a message for whoever sent the request.
  public BusyException(String message) {
    super(message);
  }
}
