package llamajar.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
/// @param simulated whether software plays a device, so that no result is one of a GPU
/// @param threaded whether the processor computes, or some of it
record BenchSubject(
    Path file,
    ModelSummary summary,
    String backend,
    Map<TensorType, String> kernels,
    List<String> execution,
    boolean simulated,
    boolean threaded) {

  /// Where several kernels multiply matrices of one type, their names are a list.
  private static final Pattern BETWEEN_NAMES = Pattern.compile("[;,] ");

  static BenchSubject of(LlamaModel model, Parts parts) throws IOException {
    Map<TensorType, String> kernels = new EnumMap<>(TensorType.class);
    for (TensorType type : Work.of(model.program()).types()) {
      kernels.put(type, model.backend().kernelFor(type).kernel());
    }
    return new BenchSubject(
        model.file().path(),
        ModelSummary.of(model.file()),
        model.backend().name(),
        kernels,
        model.describe(),
        parts.areSimulated(),
        parts.useProcessor());
  }

  /// Makes sure that kernels are among those of the model.
  ///
  /// @throws IOException if one is not; the message says which are
  void expect(List<String> names) throws IOException {
    Set<String> running = new TreeSet<>();
    kernels.values().forEach(list -> running.addAll(List.of(BETWEEN_NAMES.split(list))));
    for (String name : names) {
      if (!running.contains(name)) {
        throw new IOException(
            "--expect %s: not what runs; the model's products use %s"
                .formatted(name, String.join(", ", running)));
      }
    }
  }
}
