package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.AddEmbedding.Index;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.RecurrentOp.DeltaNet.Sharing;
import llamajar.compute.Rotary;
import llamajar.compute.Routing.Gating;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;

/// Qwen3-Next and Qwen3.5: three blocks with the gated delta rule, then one with gated attention,
/// and again; each ends in a SwiGLU layer, or in a mixture of experts with one more that all rows
/// use as far as a gate of its own lets them.
///
/// Qwen Team, "Qwen3-Next", 2025; Yang et al., "Gated Delta Networks", 2024.
final class QwenNextArchitecture implements Architecture {
  /// Every so many blocks, one attends, unless the file says otherwise.
  private static final int PERIOD = 4;

  private final String name;
  private final Sharing sharing;

  /// @param sharing in which order the heads of values are stored
  QwenNextArchitecture(String name, Sharing sharing) {
    this.name = name;
    this.sharing = sharing;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    Rotary rotary =
        new RotaryReader(source).read(decoder.heads().keyLength(), Rotary.Pairing.SPLIT_HALF);
    int period = source.optionalSize("full_attention_interval").orElse(PERIOD);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      boolean attends = (block.index() + 1) % period == 0;
      x = p.add(x, attends ? attention(block, h, rotary) : delta(block, h));
      x = p.add(x, feedForward(block, block.norm(x, "post_attention_norm")));
    }
    return decoder.build(decoder.logits(x));
  }

  /// Attention whose result is gated; each head of the query is followed by its gate.
  private static Value attention(Block block, Value h, Rotary rotary) throws IOException {
    ProgramBuilder p = block.program();
    Heads heads = block.heads();
    Value both = block.linear(h, "attn_q");
    Value query = p.slice(both, heads.count(), 0, heads.keyLength());
    Value gate = p.slice(both, heads.count(), heads.keyLength(), heads.keyLength());
    Projections a =
        new Projections(block, heads, query, block.linear(h, "attn_k"), block.linear(h, "attn_v"))
            .normHeads()
            .rotate(rotary);
    Scoring scoring = Scoring.forLength(heads.keyLength());
    Value attended =
        p.attention(a.query(), a.key(), a.value(), heads.count(), heads.countKv(), scoring);
    return block.linear(p.gate(Activation.SIGMOID, gate, attended), "attn_output");
  }

  /// The gated delta rule on convolved queries, keys and values.
  private Value delta(Block block, Value h) throws IOException {
    ModelSource source = block.source();
    ProgramBuilder p = block.program();
    int keyHeads = source.size("ssm.group_count");
    int valueHeads = source.size("ssm.time_step_rank");
    int keyWidth = keyHeads * source.size("ssm.state_size");
    int valueWidth = source.size("ssm.inner_size");
    Projected in = project(block, h, keyHeads, keyWidth, valueWidth);
    Gates gates = gates(block, h, keyHeads, valueHeads);

    Tensor filters = block.tensor("ssm_conv1d.weight");
    source.requireRows(filters, 2L * keyWidth + valueWidth, name + ".ssm.inner_size");
    Value mixed =
        p.deltaNet(
            convolve(p, in.query(), filters.rows(0, keyWidth)),
            convolve(p, in.key(), filters.rows(keyWidth, keyWidth)),
            convolve(p, in.value(), filters.rows(2L * keyWidth, valueWidth)),
            gates.update(),
            gates.decay(),
            block.tensor("ssm_a"),
            source.number("attention.layer_norm_rms_epsilon"),
            keyHeads,
            valueHeads,
            sharing);
    mixed = block.normHeads(mixed, valueHeads, "ssm_norm");
    return block.linear(p.gate(Activation.SILU, in.gate(), mixed), "ssm_out");
  }

  private static Value convolve(ProgramBuilder p, Value in, Tensor filters) {
    return p.activate(Activation.SILU, p.conv1d(in, filters));
  }

  private record Projected(Value query, Value key, Value value, Value gate) {}

  /// Queries, keys, values and the gate of the result: one after another or, in older files of
  /// Qwen3-Next, together for each key head.
  private static Projected project(Block block, Value h, int keyHeads, int keyWidth, int valueWidth)
      throws IOException {
    ProgramBuilder p = block.program();
    if (block.has("ssm_in.weight")) {
      Value fused = block.linear(h, "ssm_in");
      int key = keyWidth / keyHeads;
      int value = valueWidth / keyHeads;
      return new Projected(
          p.slice(fused, keyHeads, 0, key),
          p.slice(fused, keyHeads, key, key),
          p.slice(fused, keyHeads, 2 * key, value),
          p.slice(fused, keyHeads, 2 * key + value, value));
    }
    Value fused = block.linear(h, "attn_qkv");
    return new Projected(
        p.slice(fused, 1, 0, keyWidth),
        p.slice(fused, 1, keyWidth, keyWidth),
        p.slice(fused, 1, 2 * keyWidth, valueWidth),
        block.linear(h, "attn_gate"));
  }

  private record Gates(Value update, Value decay) {}

  /// What decides on update and decay, from two matrices or from one that holds both for each key
  /// head.
  private static Gates gates(Block block, Value h, int keyHeads, int valueHeads)
      throws IOException {
    ProgramBuilder p = block.program();
    Tensor bias = block.tensor("ssm_dt.bias");
    if (block.has("ssm_ba.weight")) {
      Value fused = block.linear(h, "ssm_ba");
      int group = valueHeads / keyHeads;
      Value decay = p.slice(fused, keyHeads, group, group);
      return new Gates(
          p.slice(fused, keyHeads, 0, group), p.addEmbedding(decay, bias, Index.FIRST));
    }
    Value decay = block.linear(h, "ssm_alpha");
    return new Gates(block.linear(h, "ssm_beta"), p.addEmbedding(decay, bias, Index.FIRST));
  }

  private static Value feedForward(Block block, Value h) throws IOException {
    if (!block.has("ffn_gate_inp.weight")) {
      return block.gatedFeedForward(h, Activation.SILU);
    }
    Mixture mixture = Mixture.read(block.source(), Gating.SOFTMAX, true);
    Value chosen = mixture.apply(block, h, Activation.SILU);
    return block.program().add(chosen, mixture.gatedSharedExpert(block, h, Activation.SILU));
  }
}
