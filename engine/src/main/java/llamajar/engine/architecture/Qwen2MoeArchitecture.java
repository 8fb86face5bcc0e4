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

/// Qwen1.5-MoE and Qwen2-57B-A14B: Qwen2 with experts whose weights are not divided by their sum,
/// and one expert that all rows use as far as a gate of its own lets them.
///
/// Yang et al., "Qwen2 Technical Report", 2024.
final class Qwen2MoeArchitecture implements Architecture {

  @Override
  public String name() {
    return "qwen2moe";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring scoring = Scoring.forLength(headLength);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.SPLIT_HALF);
    Mixture mixture = Mixture.read(source, Gating.SOFTMAX, false);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).rotate(rotary).attend(scoring));

      h = block.norm(x, "ffn_norm");
      Value chosen = mixture.apply(block, h, Activation.SILU);
      x = p.add(x, p.add(chosen, mixture.gatedSharedExpert(block, h, Activation.SILU)));
    }
    return decoder.build(decoder.logits(x));
  }
}
