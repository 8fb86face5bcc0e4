package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// GLM-4: norms before and after each layer, partial rotation, a fused feed-forward layer.
///
/// GLM Team, "ChatGLM: A Family of Large Language Models from GLM-130B to GLM-4 All Tools", 2024.
final class Glm4Architecture implements Architecture {

  @Override
  public String name() {
    return "glm4";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring scoring = Scoring.forLength(headLength);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.INTERLEAVED);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      Value attended = block.project(h).rotate(rotary).attend(scoring);
      x = p.add(x, block.norm(attended, "post_attention_norm"));

      h = block.norm(x, "ffn_norm");
      Value fed = block.fusedFeedForward(h, Activation.SILU);
      x = p.add(x, block.norm(fed, "post_ffw_norm"));
    }
    return decoder.build(decoder.logits(x));
  }
}
