package llamajar.cuda.backend;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import llamajar.cuda.driver.CudaGraph;
import llamajar.cuda.driver.CudaGraphExec;
import llamajar.cuda.driver.CudaStream;

/// Captured work of small batches, by their shape: launching a graph costs as much as launching one
/// kernel. All that changes from batch to batch is in device memory.
final class GraphCache implements AutoCloseable {
  private final CudaStream stream;
  private final Map<Run, CudaGraphExec> graphs = new HashMap<>();
  private final Set<Run> seen = new HashSet<>();

  GraphCache(CudaStream stream) {
    this.stream = stream;
  }

  /// Gives work to the stream. The first time it is carried out as it is issued, because that may
  /// load code, which is not allowed while work is captured.
  void run(Run shape, Runnable issue) {
    CudaGraphExec graph = graphs.get(shape);
    if (graph == null && seen.add(shape)) {
      issue.run();
      return;
    }
    if (graph == null) {
      graph = capture(issue);
      graphs.put(shape, graph);
    }
    stream.launch(graph);
  }

  private CudaGraphExec capture(Runnable issue) {
    stream.beginCapture();
    boolean issued = false;
    try {
      issue.run();
      issued = true;
    } finally {
      if (!issued) {
        stream.endCapture().close();
      }
    }
    try (CudaGraph graph = stream.endCapture()) {
      return graph.instantiate();
    }
  }

  /// Forgets all graphs, because addresses have changed.
  void clear() {
    graphs.values().forEach(CudaGraphExec::close);
    graphs.clear();
  }

  @Override
  public void close() {
    clear();
  }
}
