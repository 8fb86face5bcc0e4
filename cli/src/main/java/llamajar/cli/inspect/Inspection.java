package llamajar.cli.inspect;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import llamajar.cli.model.ModelSummary;
import llamajar.compute.UnsupportedOpException;
import llamajar.engine.architecture.Architectures;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;

/// What there is to say about a model file.
///
/// @param file the open file
/// @param summary its sums
/// @param obstacle why it can't be run; empty if it can
/// @param unused tensors that running it does not read; none if it can't be run
/// @param unreadKeys hyperparameters that have no influence on running it; none if it can't be run
record Inspection(
    GgufFile file,
    ModelSummary summary,
    String obstacle,
    List<Tensor> unused,
    List<String> unreadKeys) {

  static Inspection of(GgufFile file) throws IOException {
    ModelSummary summary = ModelSummary.of(file);
    if (file.tensors().isEmpty()) {
      return stopped(file, summary, "it holds a vocabulary only, no weights");
    }
    try {
      ModelSource source = new ModelSource(file);
      Architectures.of(source).program(source);
      // Sessions need it, not the program.
      source.size("context_length");
      Set<String> unread = Set.copyOf(source.unreadTensors());
      List<Tensor> unused =
          file.tensors().stream().filter(tensor -> unread.contains(tensor.name())).toList();
      return new Inspection(file, summary, "", unused, source.unreadKeys());
    } catch (IOException
        | IllegalArgumentException
        | ArithmeticException
        | UnsupportedOpException e) {
      return stopped(file, summary, String.valueOf(e.getMessage()));
    }
  }

  private static Inspection stopped(GgufFile file, ModelSummary summary, String obstacle) {
    return new Inspection(file, summary, obstacle, List.of(), List.of());
  }
}
