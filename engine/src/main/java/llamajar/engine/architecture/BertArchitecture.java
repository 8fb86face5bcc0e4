package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Activation;
import llamajar.compute.AddEmbedding.Index;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// Encoders: every token attends to all tokens, and each layer's sum is normalised, not its input.
///
/// Devlin et al., "BERT", 2018: learned positions and a plain feed-forward layer. Nussbaum et al.,
/// "Nomic Embed", 2024: rotary positions and a SwiGLU layer. Both are told apart by their tensors,
/// but for the rotary positions.
final class BertArchitecture implements Architecture {
  private final String name;
  private final boolean rotates;

  private BertArchitecture(String name, boolean rotates) {
    this.name = name;
    this.rotates = rotates;
  }

  static Architecture bert() {
    return new BertArchitecture("bert", false);
  }

  static Architecture nomicBert() {
    return new BertArchitecture("nomic-bert", true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean generates() {
    return false;
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    ProgramBuilder p = new ProgramBuilder();
    return p.build(encoded(source, p));
  }

  @Override
  public Program embedding(ModelSource source, Pooling pooling) throws IOException {
    ProgramBuilder p = new ProgramBuilder();
    Value x = encoded(source, p);
    return p.build(pooling == Pooling.RANK ? score(source, p, x) : x);
  }

  /// The hidden states of the wanted tokens after the last layer.
  private Value encoded(ModelSource source, ProgramBuilder p) throws IOException {
    float epsilon = source.number("attention.layer_norm_epsilon");
    int layerCount = source.size("block_count");
    int heads = source.size("attention.head_count");
    int headLength = source.size("embedding_length") / heads;
    Scoring scoring = Scoring.forLength(headLength).bidirectional();
    @Nullable Rotary rotary =
        rotates ? new RotaryReader(source).read(headLength, Rotary.Pairing.SPLIT_HALF) : null;

    Value x = p.embed(source.tensor("token_embd.weight"));
    Optional<Tensor> types = source.optionalTensor("token_types.weight");
    if (types.isPresent()) {
      x = p.addEmbedding(x, types.get(), Index.FIRST);
    }
    if (!rotates) {
      x = p.addEmbedding(x, positions(source), Index.POSITION);
    }
    x = norm(source, p, x, "token_embd_norm", epsilon);
    for (int layer = 0; layer < layerCount; layer++) {
      String block = "blk." + layer + ".";
      Value[] projected = projected(source, p, x, block);
      Value query = rotary == null ? projected[0] : p.rope(projected[0], heads, rotary);
      Value key = rotary == null ? projected[1] : p.rope(projected[1], heads, rotary);
      Value attended = p.attention(query, key, projected[2], heads, heads, scoring);
      x = p.add(x, source.linear(p, attended, block + "attn_output"));
      x = norm(source, p, x, block + "attn_output_norm", epsilon);
      x = p.add(x, feedForward(source, p, x, block));
      x = norm(source, p, x, block + "layer_output_norm", epsilon);
    }
    return p.selectOutputs(x);
  }

  /// Queries, keys and values, from three matrices or from one.
  private static Value[] projected(ModelSource source, ProgramBuilder p, Value x, String block)
      throws IOException {
    if (source.optionalTensor(block + "attn_qkv.weight").isEmpty()) {
      return new Value[] {
        source.linear(p, x, block + "attn_q"),
        source.linear(p, x, block + "attn_k"),
        source.linear(p, x, block + "attn_v")
      };
    }
    Value fused = source.linear(p, x, block + "attn_qkv");
    int width = fused.width() / 3;
    return new Value[] {
      p.slice(fused, 1, 0, width),
      p.slice(fused, 1, width, width),
      p.slice(fused, 1, 2 * width, width)
    };
  }

  private static Value feedForward(ModelSource source, ProgramBuilder p, Value x, String block)
      throws IOException {
    Value up = source.linear(p, x, block + "ffn_up");
    Value hidden =
        source.optionalTensor(block + "ffn_gate.weight").isPresent()
            ? p.gate(Activation.SILU, source.linear(p, x, block + "ffn_gate"), up)
            : p.activate(Activation.GELU, up);
    return source.linear(p, hidden, block + "ffn_down");
  }

  private static Value norm(
      ModelSource source, ProgramBuilder p, Value x, String name, float epsilon)
      throws IOException {
    Tensor bias = source.tensor(name + ".bias");
    return p.layerNorm(x, 1, source.tensor(name + ".weight"), bias, epsilon);
  }

  private static Tensor positions(ModelSource source) throws IOException {
    Tensor positions = source.tensor("position_embd.weight");
    int contextLength = source.size("context_length");
    if (positions.shape().rowCount() < contextLength) {
      throw new ModelException(
          "%s: tensor %s has %d rows; the context of %d tokens needs one for each position"
              .formatted(
                  source.path(), positions.name(), positions.shape().rowCount(), contextLength));
    }
    return positions;
  }

  /// What the head for ranking makes of the first token.
  private static Value score(ModelSource source, ProgramBuilder p, Value x) throws IOException {
    if (source.optionalTensor("cls.output.weight").isEmpty()
        && source.optionalTensor("cls.weight").isEmpty()) {
      throw new ModelException(
          "%s: the tensor cls.output.weight is missing: this is no model for ranking; choose another pooling with --pooling"
              .formatted(source.path()));
    }
    Value dense =
        source.optionalTensor("cls.weight").isPresent()
            ? p.activate(Activation.TANH, source.linear(p, x, "cls"))
            : x;
    return source.optionalTensor("cls.output.weight").isPresent()
        ? source.linear(p, dense, "cls.output")
        : dense;
  }
}
