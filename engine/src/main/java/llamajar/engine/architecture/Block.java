package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Activation;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Value;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// One block of a decoder: its weights by their names without the block's prefix, and the layers
/// that most families share.
final class Block {
  private final Decoder decoder;
  private final ModelSource source;
  private final ProgramBuilder program;
  private final int index;
  private final String prefix;

  Block(Decoder decoder, int index) {
    this.decoder = decoder;
    this.index = index;
    source = decoder.source();
    program = decoder.program();
    prefix = "blk." + index + ".";
  }

  /// Number of the block, from 0.
  int index() {
    return index;
  }

  ModelSource source() {
    return source;
  }

  ProgramBuilder program() {
    return program;
  }

  /// Whether the file has this tensor of the block.
  boolean has(String name) {
    return optionalTensor(name).isPresent();
  }

  Tensor tensor(String name) throws ModelException {
    return source.tensor(prefix + name);
  }

  Optional<Tensor> optionalTensor(String name) {
    return source.optionalTensor(prefix + name);
  }

  /// The linear layer `name`, with its bias if it has one.
  Value linear(Value in, String name) throws ModelException {
    return source.linear(program, in, prefix + name);
  }

  /// The norm `name` of whole rows.
  Value norm(Value x, String name) throws ModelException {
    return decoder.norm(x, prefix + name);
  }

  /// The norm `name` of each head, if the file has it.
  Value normHeads(Value x, int heads, String name) {
    Optional<Tensor> weight = optionalTensor(name + ".weight");
    return weight.isEmpty() ? x : decoder.norm(x, heads, weight.get(), prefix + name);
  }

  /// How this block's attention divides rows.
  Heads heads() throws IOException {
    int count = source.layerSize("attention.head_count", index);
    int countKv = source.optionalLayerSize("attention.head_count_kv", index).orElse(count);
    int share = source.size("embedding_length") / count;
    int keyLength = source.optionalSize("attention.key_length").orElse(share);
    int valueLength = source.optionalSize("attention.value_length").orElse(share);
    return new Heads(count, countKv, keyLength, valueLength);
  }

  /// Queries, keys and values: three linear layers, or `attn_qkv`, whose rows are theirs one after
  /// another.
  Projections project(Value h) throws IOException {
    Heads heads = heads();
    int queries = heads.count() * heads.keyLength();
    int keys = heads.countKv() * heads.keyLength();
    int values = heads.countKv() * heads.valueLength();
    if (has("attn_qkv.weight")) {
      requireRows("attn_qkv", queries + keys + values, "head counts and lengths need");
      return new Projections(
          this,
          heads,
          part(h, "attn_qkv", 0, queries),
          part(h, "attn_qkv", queries, keys),
          part(h, "attn_qkv", queries + keys, values));
    }
    requireRows("attn_q", queries, "attention.head_count");
    requireRows("attn_k", keys, "attention.head_count_kv");
    requireRows("attn_v", values, "attention.head_count_kv");
    return new Projections(
        this, heads, linear(h, "attn_q"), linear(h, "attn_k"), linear(h, "attn_v"));
  }

  private void requireRows(String name, int rows, String key) throws ModelException {
    source.requireRows(tensor(name + ".weight"), rows, source.architecture() + "." + key);
  }

  /// Some rows of a linear layer.
  private Value part(Value in, String name, int first, int count) throws ModelException {
    Tensor weight = tensor(name + ".weight").rows(first, count);
    @Nullable Tensor bias =
        optionalTensor(name + ".bias").map(all -> all.elements(first, count)).orElse(null);
    return program.matMul(in, weight, source.scale(prefix + name), bias);
  }

  /// `ffn_down( activation(ffn_gate · h) ⊙ (ffn_up · h) )`.
  Value gatedFeedForward(Value h, Activation activation) throws ModelException {
    return gatedFeedForward(h, activation, "");
  }

  /// The same where all names end in `suffix`.
  Value gatedFeedForward(Value h, Activation activation, String suffix) throws ModelException {
    Value gate = linear(h, "ffn_gate" + suffix);
    Value up = linear(h, "ffn_up" + suffix);
    return linear(program.gate(activation, gate, up), "ffn_down" + suffix);
  }

  /// The same where `ffn_up` has the rows of the gate and those of the other half after them.
  Value fusedFeedForward(Value h, Activation activation) throws IOException {
    int length = source.layerSize("feed_forward_length", index);
    requireRows("ffn_up", 2 * length, "feed_forward_length");
    Value gate = part(h, "ffn_up", 0, length);
    Value up = part(h, "ffn_up", length, length);
    return linear(program.gate(activation, gate, up), "ffn_down");
  }
}
