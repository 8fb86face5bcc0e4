package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;

/// Phi-3, Phi-3.5 and Phi-4: Llama's shape with fused matrices, and rotary factors for short or for
/// long contexts: which ones, the context of the run decides, not the prompt.
///
/// Abdin et al., "Phi-3 Technical Report", 2024; Ding et al., "LongRoPE", 2024.
final class Phi3Architecture implements Architecture {

  @Override
  public String name() {
    return "phi3";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    int window = source.count("attention.sliding_window", 0);
    Scoring scoring = Scoring.forLength(headLength).within(window);
    Rotary rotary = rotary(source, headLength);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).rotate(rotary).attend(scoring));

      h = block.norm(x, "ffn_norm");
      x = p.add(x, block.fusedFeedForward(h, Activation.SILU));
    }
    return decoder.build(decoder.logits(x));
  }

  private static Rotary rotary(ModelSource source, int headLength) throws IOException {
    int trained =
        source
            .optionalSize("rope.scaling.original_context_length")
            .orElse(source.size("context_length"));
    Optional<Tensor> longFactors = source.optionalTensor("rope_factors_long.weight");
    Optional<Tensor> shortFactors = source.optionalTensor("rope_factors_short.weight");
    RotaryReader reader = new RotaryReader(source);
    (source.contextLength() > trained ? longFactors : shortFactors).ifPresent(reader::factors);
    return reader.read(headLength, Rotary.Pairing.SPLIT_HALF);
  }
}
