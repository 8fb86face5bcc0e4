package llamajar.cuda.driver;

/// Captured work that is ready to launch, as often as one likes, by [CudaStream#launch].
public interface CudaGraphExec extends AutoCloseable {

  /// Takes over the arguments and shapes of a graph with the same kernels in the same order, which
  /// is much cheaper than instantiating that graph.
  ///
  /// @return false, and nothing has changed, if the graphs differ in more than that
  boolean update(CudaGraph graph);

  /// Gives it up. Launches of it must be done.
  @Override
  void close();
}
