package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;

/// Gemma 4: as Gemma 3, but heads differ in size between blocks with a window and without; each
/// block has an embedding of its own beside the one at the beginning; late blocks attend to the
/// keys and values of earlier ones; and some models have experts beside the dense feed-forward
/// layer.
///
/// Gemma Team, "Gemma 4", 2026; Gemma Team, "Gemma 3n", 2025 (embeddings of blocks, shared keys).
final class Gemma4Architecture implements Architecture {
  private static final float LOGIT_CAP = 30;
  private static final float LOCAL_BASE = 10_000;

  /// Every so many blocks, one sees everything, unless the file says otherwise.
  private static final int PERIOD = 6;

  @Override
  public String name() {
    return "gemma4";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    Value x = p.scale(decoder.embed(), (float) Math.sqrt(source.size("embedding_length")));
    Attention attention = new Attention(source);
    int ownLength = source.count("embedding_length_per_layer_input", 0);
    @Nullable Value own = ownLength == 0 ? null : embeddingsOfBlocks(source, p, x, ownLength);
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.norm(attention.of(block, h), "post_attention_norm"));
      x = p.add(x, block.norm(feedForward(block, x), "post_ffw_norm"));
      if (own != null) {
        Value part = p.slice(own, 1, block.index() * ownLength, ownLength);
        Value gated = p.gate(Activation.GELU, block.linear(x, "inp_gate"), part);
        x = p.add(x, block.norm(block.linear(gated, "proj"), "post_norm"));
      }
      Optional<Tensor> scale = block.optionalTensor("layer_output_scale.weight");
      x = scale.isEmpty() ? x : p.scale(x, source.floats(scale.get(), 1)[0]);
    }
    float cap = source.number("final_logit_softcapping", LOGIT_CAP);
    return decoder.build(p.softCap(decoder.logits(x), cap));
  }

  /// What the token and its embedding say to each block, `[blocks · length]`.
  private static Value embeddingsOfBlocks(ModelSource source, ProgramBuilder p, Value x, int length)
      throws IOException {
    Value ofToken =
        p.scale(p.embed(source.tensor("per_layer_token_embd.weight")), (float) Math.sqrt(length));
    float shrink = (float) (1 / Math.sqrt(x.width()));
    Value projected = p.matMul(x, source.tensor("per_layer_model_proj.weight"), shrink, null);
    Tensor weight = source.tensor("per_layer_proj_norm.weight");
    float epsilon = source.number("attention.layer_norm_rms_epsilon");
    Value normed = p.rmsNorm(projected, source.size("block_count"), weight, epsilon);
    return p.scale(p.add(normed, ofToken), (float) Math.sqrt(0.5));
  }

  /// The attention of all blocks, in their order.
  private static final class Attention {

    /// How one kind of blocks attends.
    private record Kind(int keyLength, Rotary rotary, Scoring scoring) {}

    private final WindowPattern pattern;
    private final Kind local;
    private final Kind global;
    private final int owning;
    private final float epsilon;
    private int caches;
    private int localCache = -1;
    private int globalCache = -1;

    Attention(ModelSource source) throws IOException {
      pattern = WindowPattern.read(source, PERIOD);
      epsilon = source.number("attention.layer_norm_rms_epsilon");
      owning = source.size("block_count") - source.count("attention.shared_kv_layers", 0);
      int localLength = source.size("attention.key_length_swa");
      int globalLength = source.size("attention.key_length");
      // Queries and keys are normalised; there is no further scale.
      Scoring scoring = Scoring.scaled(1);
      local =
          new Kind(
              localLength,
              new RotaryReader(source)
                  .base(source.number("rope.freq_base_swa", LOCAL_BASE))
                  .dimensionsKey("rope.dimension_count_swa")
                  .unscaled()
                  .read(localLength, Rotary.Pairing.SPLIT_HALF),
              scoring.within(source.size("attention.sliding_window")));
      global =
          new Kind(
              globalLength,
              new RotaryReader(source).read(globalLength, Rotary.Pairing.SPLIT_HALF),
              scoring);
    }

    Value of(Block block, Value h) throws IOException {
      boolean windowed = pattern.isWindowed(block.index());
      Kind kind = windowed ? local : global;
      ProgramBuilder p = block.program();
      int heads = block.heads().count();
      Value query = block.normHeads(block.linear(h, "attn_q"), heads, "attn_q_norm");
      query = p.rope(query, heads, kind.rotary());
      if (block.index() >= owning) {
        int cache = windowed ? localCache : globalCache;
        requireCache(block, cache);
        return block.linear(p.attention(query, cache, heads, kind.scoring()), "attn_output");
      }
      int kvHeads = block.heads().countKv();
      Value key = block.linear(h, "attn_k");
      // Without values of their own, blocks take keys as they are before norm and rotation.
      Value value = block.has("attn_v.weight") ? block.linear(h, "attn_v") : key;
      value = p.rmsNorm(value, kvHeads, null, epsilon);
      key = p.rope(block.normHeads(key, kvHeads, "attn_k_norm"), kvHeads, kind.rotary());
      if (windowed) {
        localCache = caches;
      } else {
        globalCache = caches;
      }
      caches++;
      Value attended = p.attention(query, key, value, heads, kvHeads, kind.scoring());
      return block.linear(attended, "attn_output");
    }

    private static void requireCache(Block block, int cache) throws ModelException {
      if (cache < 0) {
        throw new ModelException(
            "%s: the key gemma4.attention.shared_kv_layers lets block %d share keys and values, but no block of its kind before it has any"
                .formatted(block.source().path(), block.index()));
      }
    }
  }

  /// The dense layer, and the experts beside it where there are any. Their router reads the sum
  /// itself, normalised in a way of its own.
  private static Value feedForward(Block block, Value x) throws IOException {
    Value dense = block.gatedFeedForward(block.norm(x, "ffn_norm"), Activation.GELU);
    if (!block.has("ffn_gate_inp.weight")) {
      return dense;
    }
    ProgramBuilder p = block.program();
    float epsilon = block.source().number("attention.layer_norm_rms_epsilon");
    Value routerInput = p.rmsNorm(x, block.tensor("ffn_gate_inp.scale"), epsilon);
    float shrink = (float) (1 / Math.sqrt(x.width()));
    Value logits = p.matMul(routerInput, block.tensor("ffn_gate_inp.weight"), shrink, null);
    Value mixed =
        Mixture.read(block.source(), Gating.SOFTMAX, true)
            .choose(
                block,
                block.norm(x, "pre_ffw_norm_2"),
                logits,
                (gate, up) -> p.gate(Activation.GELU, gate, up));
    return p.add(block.norm(dense, "post_ffw_norm_1"), block.norm(mixed, "post_ffw_norm_2"));
  }
}
