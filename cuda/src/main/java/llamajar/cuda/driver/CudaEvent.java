package llamajar.cuda.driver;

/// A point in a stream's work, which can be waited for.
public interface CudaEvent extends AutoCloseable {

  /// Whether the work before it is done. An event that was never recorded counts as done.
  boolean isDone();

  /// Waits until the work before it is done.
  void synchronize();

  /// The time from an earlier event to this one, in milliseconds. Both must be timed and done.
  float millisecondsSince(CudaEvent earlier);

  /// Gives the event up.
  @Override
  void close();
}
