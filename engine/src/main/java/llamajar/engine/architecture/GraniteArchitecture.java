package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Routing.Gating;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Granite 3 and later, dense (`granite`) and with experts (`granitemoe`): Llama's shape with four
/// factors, for embeddings, scores, what layers add, and logits.
///
/// IBM Granite Team, "Granite 3.0 Language Models", 2024.
final class GraniteArchitecture implements Architecture {
  private final String name;

  GraniteArchitecture(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    float scale = source.number("attention.scale", 0);
    Scoring scoring = scale == 0 ? Scoring.forLength(headLength) : Scoring.scaled(scale);
    float residual = source.number("residual_scale", 1);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.INTERLEAVED);

    Value x = p.scale(decoder.embed(), source.number("embedding_scale", 1));
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      Value attended = block.project(h).rotate(rotary).attend(scoring);
      x = p.add(x, p.scale(attended, residual));

      h = block.norm(x, "ffn_norm");
      x = p.add(x, p.scale(feedForward(block, h), residual));
    }
    return decoder.build(p.scale(decoder.logits(x), 1 / source.number("logit_scale", 1)));
  }

  private static Value feedForward(Block block, Value h) throws IOException {
    if (!block.has("ffn_gate_inp.weight")) {
      return block.gatedFeedForward(h, Activation.SILU);
    }
    Mixture mixture = Mixture.read(block.source(), Gating.SOFTMAX, true);
    Value chosen = mixture.apply(block, h, Activation.SILU);
    return block.has("ffn_gate_shexp.weight")
        ? block.program().add(chosen, block.gatedFeedForward(h, Activation.SILU, "_shexp"))
        : chosen;
  }
}
