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

/// GLM-4.5 and later: partial rotation of halves, dense blocks first, then experts chosen by
/// logistic scores with a bias, and one that all rows use.
///
/// GLM Team, "GLM-4.5: Agentic, Reasoning, and Coding (ARC) Foundation Models", 2025.
final class Glm4MoeArchitecture implements Architecture {

  @Override
  public String name() {
    return "glm4moe";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring scoring = Scoring.forLength(headLength);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.SPLIT_HALF);
    int dense = source.count("leading_dense_block_count", 0);
    Mixture mixture = Mixture.read(source, Gating.SIGMOID, false);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).normHeads().rotate(rotary).attend(scoring));

      h = block.norm(x, "post_attention_norm");
      if (block.index() < dense) {
        x = p.add(x, block.gatedFeedForward(h, Activation.SILU));
      } else {
        Value chosen = mixture.apply(block, h, Activation.SILU);
        x = p.add(x, p.add(chosen, block.gatedFeedForward(h, Activation.SILU, "_shexp")));
      }
    }
    return decoder.build(decoder.logits(x));
  }
}
