package llamajar.engine.synth;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import llamajar.engine.synth.SynthTensor.Content;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;

/// All tensors of a model to be made up, and what follows from them. Costs nothing to make.
///
/// @param shape the model's sizes
/// @param type how its matrices are stored
/// @param tensors in the order of the file
public record SynthPlan(SynthShape shape, SynthType type, List<SynthTensor> tensors) {

  /// Lists the tensors of a model.
  ///
  /// @throws SynthException if the sizes don't fit together, or rows don't consist of whole blocks
  ///   of a type that has no substitute
  public static SynthPlan of(SynthShape shape, SynthType type) throws SynthException {
    shape.check();
    long hidden = shape.embeddingLength();
    long vocabulary = shape.vocabularySize();
    List<SynthTensor> tensors = new ArrayList<>();
    if (shape.ropeFactor() > 1) {
      tensors.add(
          SynthTensor.plain("rope_freqs.weight", Content.ROPE_FACTORS, shape.headLength() / 2));
    }
    MatrixRole embedding = shape.tiedEmbeddings() ? MatrixRole.OUTPUT : MatrixRole.TOKEN_EMBEDDING;
    tensors.add(
        SynthTensor.matrix(
            "token_embd.weight",
            place(shape, embedding, 0),
            type,
            TensorShape.of(hidden, vocabulary)));
    for (int layer = 0; layer < shape.layers(); layer++) {
      tensors.addAll(SynthBlock.tensors(shape, type, layer));
    }
    tensors.add(SynthTensor.plain("output_norm.weight", Content.NORM, hidden));
    if (!shape.tiedEmbeddings()) {
      tensors.add(
          SynthTensor.matrix(
              "output.weight",
              place(shape, MatrixRole.OUTPUT, 0),
              type,
              TensorShape.of(hidden, vocabulary)));
    }
    return new SynthPlan(shape, type, List.copyOf(tensors));
  }

  static MatrixPlace place(SynthShape shape, MatrixRole role, int layer) {
    return new MatrixPlace(role, layer, shape.layers(), shape.headsPerKvHead());
  }

  /// Weights of the model, the rotary factors not counted.
  public long parameterCount() {
    return tensors.stream()
        .filter(tensor -> tensor.content() != Content.ROPE_FACTORS)
        .mapToLong(tensor -> tensor.shape().elementCount())
        .sum();
  }

  /// Bytes of all tensors.
  public long tensorBytes() {
    return tensors.stream().mapToLong(SynthTensor::byteSize).sum();
  }

  /// How many tensors have each type.
  public Map<TensorType, Integer> typeCounts() {
    Map<TensorType, Integer> counts = new EnumMap<>(TensorType.class);
    for (SynthTensor tensor : tensors) {
      counts.merge(tensor.type(), 1, Integer::sum);
    }
    return counts;
  }

  /// One line for each kind of tensor that is stored otherwise than the type says, with the reason;
  /// nothing if all are as wanted.
  public List<String> substitutions() {
    Map<String, Integer> counts = new TreeMap<>();
    for (SynthTensor tensor : tensors) {
      if (tensor.type() != tensor.wanted()) {
        counts.merge(
            "%s instead of %s: rows of %d weights don't consist of blocks of %d"
                .formatted(
                    tensor.type(),
                    tensor.wanted(),
                    tensor.shape().rowLength(),
                    tensor.wanted().blockLength()),
            1,
            Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .map(line -> "%d tensors are %s".formatted(line.getValue(), line.getKey()))
        .toList();
  }

  /// Sizes, types and weight count on a few lines, for people.
  public String describe() {
    double bits = 8.0 * tensorBytes() / parameterCount();
    String types =
        typeCounts().entrySet().stream()
            .map(entry -> "%d %s".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining(", "));
    String size =
        String.format(
            Locale.ROOT,
            "%s as %s: %.2f billion weights, %.1f MiB, %.2f bits per weight",
            shape.name(),
            type.label(),
            parameterCount() / 1e9,
            tensorBytes() / 1048576.0,
            bits);
    String sizes =
        "%d layers, embedding %d, feed-forward %d, %d heads of %d, %d key-value heads, %d tokens%s"
            .formatted(
                shape.layers(),
                shape.embeddingLength(),
                shape.feedForwardLength(),
                shape.heads(),
                shape.headLength(),
                shape.headsKv(),
                shape.vocabularySize(),
                shape.tiedEmbeddings() ? ", embedding also used as output" : "");
    List<String> lines = new ArrayList<>(List.of(size, sizes, "tensors: " + types));
    lines.addAll(substitutions());
    SynthFamily family = shape.family();
    if (family.experts() > 0) {
      lines.add(
          2,
          "%d experts of %d, of which a token uses %d"
              .formatted(family.experts(), family.expertLength(), family.expertsUsed()));
    }
    return String.join("\n", lines);
  }
}
