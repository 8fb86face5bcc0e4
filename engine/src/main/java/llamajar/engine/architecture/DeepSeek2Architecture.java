package llamajar.engine.architecture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Routing.Gating;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;

/// DeepSeek V2 and V3, Kimi K2 and others: attention over a compressed state that all heads share
/// and, after dense blocks, many small experts with one that all rows use.
///
/// The cache keeps the compressed state and the rotated part of the key, nothing else. Instead of
/// expanding the state to the keys and values of all heads, the matrices that would do so are
/// applied to the query and to the result.
///
/// DeepSeek-AI, "DeepSeek-V2", 2024, 2.1; "DeepSeek-V3 Technical Report", 2024.
final class DeepSeek2Architecture implements Architecture {

  /// How attention divides rows.
  ///
  /// @param heads query heads
  /// @param rank length of the compressed state
  /// @param plain length of the part of a query and a key that does not turn
  /// @param turned length of the part that turns
  /// @param value length of a head's value
  private record Latent(int heads, int rank, int plain, int turned, int value) {}

  @Override
  public String name() {
    return "deepseek2";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    Latent latent = latent(source);
    RotaryReader reader = new RotaryReader(source).yarnMagnitude(1);
    Rotary rotary = reader.read(latent.turned(), Rotary.Pairing.INTERLEAVED);
    // What YaRN makes of the magnitude is part of the scale, for the part that does not turn, too.
    float logMultiplier = source.number("rope.scaling.yarn_log_multiplier", 0);
    double magnitude = 1 + logMultiplier * Math.log(reader.scalingFactor());
    Scoring scoring =
        Scoring.scaled(
            (float) (magnitude * magnitude / Math.sqrt(latent.plain() + latent.turned())));
    int dense = source.count("leading_dense_block_count", 0);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, attention(block, h, latent, rotary, scoring));
      h = block.norm(x, "ffn_norm");
      x =
          p.add(
              x,
              block.index() < dense
                  ? block.gatedFeedForward(h, Activation.SILU)
                  : experts(block, h));
    }
    return decoder.build(decoder.logits(x));
  }

  private static Latent latent(ModelSource source) throws IOException {
    int turned = source.size("rope.dimension_count");
    // Files with the sizes of the compressed state under the usual keys have others for a head's.
    boolean split = source.optionalSize("attention.key_length_mla").isPresent();
    int key = source.size(split ? "attention.key_length_mla" : "attention.key_length");
    int value = source.size(split ? "attention.value_length_mla" : "attention.value_length");
    if (key <= turned) {
      throw new ModelException(
          "%s: the key deepseek2.rope.dimension_count is %d; it must be less than the %d of a head"
              .formatted(source.path(), turned, key));
    }
    return new Latent(
        source.size("attention.head_count"),
        source.size("attention.kv_lora_rank"),
        key - turned,
        turned,
        value);
  }

  private static Value attention(
      Block block, Value h, Latent latent, Rotary rotary, Scoring scoring) throws IOException {
    ProgramBuilder p = block.program();
    int heads = latent.heads();
    Value query = query(block, h);
    Value plain = p.slice(query, heads, 0, latent.plain());
    Value turned = p.slice(query, heads, latent.plain(), latent.turned());
    Value compressed = block.linear(h, "attn_kv_a_mqa");
    Value state = block.norm(p.slice(compressed, 1, 0, latent.rank()), "attn_kv_a_norm");
    Value key = p.slice(compressed, 1, latent.rank(), latent.turned());

    Value absorbed = p.segmentMatMul(plain, ofKeys(block, latent), isFused(block));
    Value longQuery = p.join(absorbed, p.rope(turned, heads, rotary), heads);
    Value longKey = p.join(state, p.rope(key, 1, rotary), 1);
    Value attended = p.attentionOverKeys(longQuery, longKey, latent.rank(), heads, 1, scoring);
    Value values = p.segmentMatMul(attended, ofValues(block, latent), false);
    return block.linear(values, "attn_output");
  }

  /// The query, in larger models through a narrow layer.
  private static Value query(Block block, Value h) throws IOException {
    return block.has("attn_q.weight")
        ? block.linear(h, "attn_q")
        : block.linear(block.norm(block.linear(h, "attn_q_a"), "attn_q_a_norm"), "attn_q_b");
  }

  /// Whether one matrix makes keys and values of the compressed state, for each head keys first.
  private static boolean isFused(Block block) {
    return block.has("attn_kv_b.weight");
  }

  /// What would make each head's keys of the compressed state; apart, they are stored transposed.
  private static List<Tensor> ofKeys(Block block, Latent latent) throws IOException {
    return isFused(block)
        ? parts(block, latent, 0, latent.plain())
        : matrices(block, "attn_k_b.weight", latent);
  }

  /// What makes each head's values of the compressed state.
  private static List<Tensor> ofValues(Block block, Latent latent) throws IOException {
    return isFused(block)
        ? parts(block, latent, latent.plain(), latent.value())
        : matrices(block, "attn_v_b.weight", latent);
  }

  private static List<Tensor> parts(Block block, Latent latent, int first, int count)
      throws IOException {
    Tensor fused = block.tensor("attn_kv_b.weight");
    long rows = (long) latent.plain() + latent.value();
    block.source().requireRows(fused, latent.heads() * rows, "deepseek2.attention.head_count");
    List<Tensor> parts = new ArrayList<>();
    for (int head = 0; head < latent.heads(); head++) {
      parts.add(fused.rows(head * rows + first, count));
    }
    return parts;
  }

  private static List<Tensor> matrices(Block block, String name, Latent latent) throws IOException {
    List<Tensor> matrices = new ArrayList<>();
    for (int head = 0; head < latent.heads(); head++) {
      matrices.add(block.tensor(name).matrix(head));
    }
    return matrices;
  }

  /// Some of many experts, and one that all rows use.
  private static Value experts(Block block, Value h) throws IOException {
    Mixture mixture = Mixture.read(block.source(), Gating.SOFTMAX, false);
    Value chosen = mixture.apply(block, h, Activation.SILU);
    return block.has("ffn_gate_shexp.weight")
        ? block.program().add(chosen, block.gatedFeedForward(h, Activation.SILU, "_shexp"))
        : chosen;
  }
}
