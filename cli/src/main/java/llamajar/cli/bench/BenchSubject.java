package llamajar.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import llamajar.cli.model.ModelSummary;
import llamajar.engine.LlamaModel;
import llamajar.gguf.TensorType;

/// What is measured.
///
/// @param file the model
/// @param summary its sums
/// @param backend what computes
/// @param kernels the kernel for each type of matrix
/// @param execution how it runs, a line each
record BenchSubject(
    Path file,
    ModelSummary summary,
    String backend,
    Map<TensorType, String> kernels,
    List<String> execution) {

  static BenchSubject of(LlamaModel model) throws IOException {
    Map<TensorType, String> kernels = new EnumMap<>(TensorType.class);
    for (TensorType type : Work.of(model.program()).types()) {
      kernels.put(type, model.backend().kernelFor(type).kernel());
    }
    return new BenchSubject(
        model.file().path(),
        ModelSummary.of(model.file()),
        model.backend().name(),
        kernels,
        model.describe());
  }

  /// Makes sure that kernels are among those of the model.
  ///
  /// @throws IOException if one is not; the message says which are
  void expect(List<String> names) throws IOException {
    for (String name : names) {
      if (!kernels.containsValue(name)) {
        throw new IOException(
            "--expect %s: not what runs; the model's products use %s"
                .formatted(name, String.join(", ", new TreeSet<>(kernels.values()))));
      }
    }
  }
}
