package llamajar.engine.synth;

import java.util.ArrayList;
import java.util.List;
import llamajar.engine.synth.SynthFamily.Trait;
import llamajar.engine.synth.SynthTensor.Content;
import llamajar.gguf.TensorShape;

/// Lists the tensors of one transformer block, in the order of the file.
final class SynthBlock {
  private final SynthShape shape;
  private final SynthFamily family;
  private final SynthType type;
  private final int layer;
  private final String prefix;
  private final long hidden;
  private final List<SynthTensor> tensors = new ArrayList<>();

  private SynthBlock(SynthShape shape, SynthType type, int layer) {
    this.shape = shape;
    this.type = type;
    this.layer = layer;
    family = shape.family();
    prefix = "blk.%d.".formatted(layer);
    hidden = shape.embeddingLength();
  }

  static List<SynthTensor> tensors(SynthShape shape, SynthType type, int layer)
      throws SynthException {
    SynthBlock block = new SynthBlock(shape, type, layer);
    block.attention();
    if (shape.family().experts() > 0) {
      block.experts();
    } else {
      block.feedForward();
    }
    return block.tensors;
  }

  private void attention() throws SynthException {
    long queries = shape.queryLength();
    long keys = shape.keyLength();
    boolean biased = family.has(Trait.ATTENTION_BIASES);
    norm("attn_norm", hidden);
    if (family.has(Trait.FUSED)) {
      // What quantizers do with queries, most of its rows.
      matrix("attn_qkv", MatrixRole.ATTENTION_QUERY, hidden, queries + 2 * keys);
    } else {
      matrix("attn_q", MatrixRole.ATTENTION_QUERY, hidden, queries);
      matrix("attn_k", MatrixRole.ATTENTION_KEY, hidden, keys);
      matrix("attn_v", MatrixRole.ATTENTION_VALUE, hidden, keys);
      if (biased) {
        bias("attn_q.bias", queries);
        bias("attn_k.bias", keys);
        bias("attn_v.bias", keys);
      }
    }
    if (family.has(Trait.HEAD_NORMS)) {
      norm("attn_q_norm", shape.headLength());
      norm("attn_k_norm", shape.headLength());
    }
    if (family.has(Trait.SINKS)) {
      bias("attn_sinks.weight", shape.heads());
    }
    matrix("attn_output", MatrixRole.ATTENTION_OUTPUT, queries, hidden);
    if (family.has(Trait.OTHER_BIASES)) {
      bias("attn_output.bias", hidden);
    }
    if (family.has(Trait.POST_NORMS)) {
      norm("post_attention_norm", hidden);
    }
  }

  private void feedForward() throws SynthException {
    long inner = shape.feedForwardLength();
    if (family.has(Trait.FUSED)) {
      matrix("ffn_up", MatrixRole.FEED_FORWARD_UP, hidden, 2 * inner);
    } else {
      matrix("ffn_gate", MatrixRole.FEED_FORWARD_GATE, hidden, inner);
      matrix("ffn_up", MatrixRole.FEED_FORWARD_UP, hidden, inner);
    }
    matrix("ffn_down", MatrixRole.FEED_FORWARD_DOWN, inner, hidden);
    norm("ffn_norm", hidden);
    if (family.has(Trait.POST_NORMS)) {
      norm("post_ffw_norm", hidden);
    }
  }

  private void experts() throws SynthException {
    long inner = family.expertLength();
    long count = family.experts();
    tensors.add(SynthTensor.plain(prefix + "ffn_gate_inp.weight", Content.MATRIX, hidden, count));
    matrix("ffn_gate_exps", MatrixRole.FEED_FORWARD_GATE, hidden, inner, count);
    matrix("ffn_up_exps", MatrixRole.FEED_FORWARD_UP, hidden, inner, count);
    matrix("ffn_down_exps", MatrixRole.FEED_FORWARD_DOWN, inner, hidden, count);
    if (family.has(Trait.OTHER_BIASES)) {
      bias("ffn_gate_inp.bias", count);
      bias("ffn_gate_exps.bias", inner, count);
      bias("ffn_up_exps.bias", inner, count);
      bias("ffn_down_exps.bias", hidden, count);
    }
    norm(family.has(Trait.SINKS) ? "post_attention_norm" : "ffn_norm", hidden);
  }

  private void matrix(String stem, MatrixRole role, long... extents) throws SynthException {
    MatrixPlace place = SynthPlan.place(shape, role, layer);
    String name = prefix + stem + ".weight";
    tensors.add(SynthTensor.matrix(name, place, type, TensorShape.of(extents)));
  }

  private void norm(String stem, long length) {
    tensors.add(SynthTensor.plain(prefix + stem + ".weight", Content.NORM, length));
  }

  private void bias(String name, long... extents) {
    tensors.add(SynthTensor.plain(prefix + name, Content.BIAS, extents));
  }
}
