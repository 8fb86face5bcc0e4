package llamajar.cli.model;

import java.io.IOException;
import java.util.List;
import llamajar.engine.architecture.Architectures;
import llamajar.gguf.GgufFile;

/// A model file in a few numbers.
///
/// @param architecture the value of `general.architecture`, or "unknown"
/// @param supported whether this program runs it
/// @param weights numbers in all tensors
/// @param tensorBytes what they take
/// @param types the same by type, that with the most bytes first
public record ModelSummary(
    String architecture, boolean supported, long weights, long tensorBytes, List<TypeTotal> types) {

  /// Sums a file up.
  ///
  /// @throws IOException if its metadata has a wrong type
  public static ModelSummary of(GgufFile file) throws IOException {
    String architecture = file.metadata().string("general.architecture").orElse("unknown");
    List<TypeTotal> types = TypeTotal.of(file.tensors());
    return new ModelSummary(
        architecture,
        Architectures.names().contains(architecture),
        types.stream().mapToLong(TypeTotal::weights).sum(),
        types.stream().mapToLong(TypeTotal::bytes).sum(),
        types);
  }

  /// Average number of bits that a weight takes; 0 if there are none.
  public double bitsPerWeight() {
    return weights == 0 ? 0 : 8.0 * tensorBytes / weights;
  }

  /// Architecture, size and main type on a short line: `llama 1.10B Q8_0`.
  public String label() {
    String type = types.isEmpty() ? "" : " " + types.getFirst().type();
    return architecture + " " + Amounts.count(weights) + type;
  }
}
