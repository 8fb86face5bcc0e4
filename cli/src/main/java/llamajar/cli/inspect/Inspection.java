package llamajar.cli.inspect;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import llamajar.cli.model.ModelSummary;
import llamajar.compute.Op;
import llamajar.compute.Program;
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
      Program program = Architectures.of(source).program(source);
      // Sessions need it, not the program.
      source.size("context_length");
      List<Tensor> unused = unused(file.tensors(), program);
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

  private static List<Tensor> unused(Collection<Tensor> tensors, Program program) {
    Set<String> used =
        program.ops().stream()
            .map(Op::weights)
            .flatMap(List::stream)
            .map(Tensor::name)
            .collect(Collectors.toSet());
    return tensors.stream()
        .filter(tensor -> !used.contains(tensor.name()) && !isConstant(tensor.name()))
        .toList();
  }

  /// Tensors that a program holds as numbers of its own: rotary factors and scales of matrices.
  private static boolean isConstant(String name) {
    return name.startsWith("rope_f") || name.endsWith(".scale");
  }
}
