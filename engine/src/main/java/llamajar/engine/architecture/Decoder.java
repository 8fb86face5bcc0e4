package llamajar.engine.architecture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Value;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// What decoders have in common: an embedding, blocks, a last norm and an output matrix. Families
/// write down what lies between.
final class Decoder {
  private final ModelSource source;
  private final ProgramBuilder program = new ProgramBuilder();
  private final Norm norm;
  private final float epsilon;
  private final Tensor embedding;

  /// How a family normalises.
  private enum Norm {
    RMS,
    LAYER
  }

  private Decoder(ModelSource source, Norm norm, float epsilon) throws IOException {
    this.source = source;
    this.norm = norm;
    this.epsilon = epsilon;
    embedding = source.tensor("token_embd.weight");
    int length = source.size("embedding_length");
    if (embedding.shape().rowLength() != length) {
      throw new ModelException(
          "%s: tensor %s has the shape %s; %s.embedding_length needs rows of %d"
              .formatted(
                  source.path(),
                  embedding.name(),
                  embedding.shape(),
                  source.architecture(),
                  length));
    }
  }

  /// A decoder whose norms divide by the root mean square.
  static Decoder withRmsNorm(ModelSource source) throws IOException {
    return new Decoder(source, Norm.RMS, source.number("attention.layer_norm_rms_epsilon"));
  }

  /// A decoder whose norms bring mean and variance to 0 and 1.
  static Decoder withLayerNorm(ModelSource source) throws IOException {
    return new Decoder(source, Norm.LAYER, source.number("attention.layer_norm_epsilon"));
  }

  ModelSource source() {
    return source;
  }

  /// Where ops are appended.
  ProgramBuilder program() {
    return program;
  }

  /// The row of each token in `token_embd`.
  Value embed() {
    return program.embed(embedding);
  }

  /// The blocks to run. Those at the end that only predict further tokens are not among them.
  List<Block> blocks() throws IOException {
    int count = source.size("block_count");
    int predicting = source.count("nextn_predict_layers", 0);
    if (predicting >= count) {
      throw new ModelException(
          "%s: the key %s.nextn_predict_layers is %d; block_count is only %d"
              .formatted(source.path(), source.architecture(), predicting, count));
    }
    List<Block> blocks = new ArrayList<>();
    for (int index = 0; index < count - predicting; index++) {
      blocks.add(new Block(this, index));
    }
    for (int index = count - predicting; index < count; index++) {
      source.skipTensors("blk." + index + ".");
    }
    return blocks;
  }

  /// The heads of all blocks, as far as they are alike: those of the first.
  Heads heads() throws IOException {
    return new Block(this, 0).heads();
  }

  /// The norm `name`, in the family's way.
  Value norm(Value x, String name) throws ModelException {
    return norm(x, 1, source.tensor(name + ".weight"), name);
  }

  /// The same for each of `heads` heads.
  Value norm(Value x, int heads, Tensor weight, String name) {
    @Nullable Tensor bias = source.optionalTensor(name + ".bias").orElse(null);
    return switch (norm) {
      case RMS -> program.rmsNorm(x, heads, weight, epsilon);
      case LAYER -> program.layerNorm(x, heads, weight, bias, epsilon);
    };
  }

  /// The hidden state of the wanted rows: the last norm.
  Value hidden(Value x) throws ModelException {
    return norm(program.selectOutputs(x), "output_norm");
  }

  /// The logits of the wanted rows: the last norm, then `output`, or the embedding where the file
  /// has no output matrix.
  Value logits(Value x) throws IOException {
    Value last = hidden(x);
    Tensor output = source.optionalTensor("output.weight").orElse(embedding);
    if (output.shape().rowCount() != embedding.shape().rowCount()) {
      throw new ModelException(
          "%s: tensor %s has the shape %s; token_embd.weight needs %d rows"
              .formatted(
                  source.path(), output.name(), output.shape(), embedding.shape().rowCount()));
    }
    return source.linear(program, last, "output", output);
  }

  /// The finished program.
  Program build(Value logits) {
    return program.build(logits);
  }
}
