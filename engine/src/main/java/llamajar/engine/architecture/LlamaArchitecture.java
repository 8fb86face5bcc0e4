package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Llama 1 to 3, Mistral, Mixtral, TinyLlama, SmolLM2 and the many models of the same shape:
/// pre-normalised attention with grouped heads and rotary positions, then a SwiGLU feed-forward
/// layer, or several of which a router chooses.
///
/// Touvron et al., "Llama 2", 2023; Jiang et al., "Mistral 7B", 2023 (sliding window), and "Mixtral
/// of Experts", 2024.
final class LlamaArchitecture implements Architecture {

  @Override
  public String name() {
    return "llama";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    int window = source.count("attention.sliding_window", 0);
    Scoring scoring = Scoring.forLength(headLength).within(window);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.INTERLEAVED);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).rotate(rotary).attend(scoring));

      h = block.norm(x, "ffn_norm");
      x = p.add(x, Mixture.ifRouted(block, h, Activation.SILU));
    }
    return decoder.build(decoder.logits(x));
  }
}
