package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Value;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;

/// Llama 1 to 3, Mistral, TinyLlama, SmolLM2 and the many models of the same shape: pre-normalised
/// attention with grouped heads and rotary positions, then a SwiGLU feed-forward layer.
///
/// Touvron et al., "Llama 2", 2023; Jiang et al., "Mistral 7B", 2023 (sliding window).
final class LlamaArchitecture implements Architecture {

  @Override
  public String name() {
    return "llama";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    refuseExperts(source);
    float epsilon = source.number("attention.layer_norm_rms_epsilon");
    int window = source.count("attention.sliding_window", 0);
    int layerCount = source.size("block_count");
    int headLength = headLength(source);
    float scale = (float) (1 / Math.sqrt(headLength));
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.INTERLEAVED);

    ProgramBuilder p = new ProgramBuilder();
    Tensor embedding = source.tensor("token_embd.weight");
    Value x = p.embed(embedding);
    for (int layer = 0; layer < layerCount; layer++) {
      String block = "blk." + layer + ".";
      int heads = source.layerSize("attention.head_count", layer);
      int kvHeads = source.optionalLayerSize("attention.head_count_kv", layer).orElse(heads);

      Value h = p.rmsNorm(x, source.tensor(block + "attn_norm.weight"), epsilon);
      Value query = source.linear(p, h, block + "attn_q");
      Value key = source.linear(p, h, block + "attn_k");
      Value value = source.linear(p, h, block + "attn_v");
      query = p.rope(query, heads, rotary);
      key = p.rope(key, kvHeads, rotary);
      Value attended = p.attention(query, key, value, heads, kvHeads, scale, window);
      x = p.add(x, source.linear(p, attended, block + "attn_output"));

      h = p.rmsNorm(x, source.tensor(block + "ffn_norm.weight"), epsilon);
      Value gate = source.linear(p, h, block + "ffn_gate");
      Value up = source.linear(p, h, block + "ffn_up");
      Value gated = p.gate(Activation.SILU, gate, up);
      x = p.add(x, source.linear(p, gated, block + "ffn_down"));
    }
    x = p.selectOutputs(x);
    x = p.rmsNorm(x, source.tensor("output_norm.weight"), epsilon);
    Tensor output = source.optionalTensor("output.weight").orElse(embedding);
    return p.build(source.linear(p, x, "output", output));
  }

  private static void refuseExperts(ModelSource source) throws IOException {
    if (source.count("expert_count", 0) > 0) {
      throw new ModelException(
          "%s: llama models with experts (Mixtral) are not supported yet".formatted(source.path()));
    }
  }

  private static int headLength(ModelSource source) throws IOException {
    Optional<Integer> keyLength = source.optionalSize("attention.key_length");
    return keyLength.isPresent()
        ? keyLength.get()
        : source.size("embedding_length") / source.layerSize("attention.head_count", 0);
  }
}
