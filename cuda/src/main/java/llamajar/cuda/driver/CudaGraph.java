package llamajar.cuda.driver;

/// Work that was captured from a stream: a description, not yet something to launch.
public interface CudaGraph extends AutoCloseable {

  /// Makes it ready to launch. The result does not depend on this graph any more.
  CudaGraphExec instantiate();

  /// Gives the description up.
  @Override
  void close();
}
