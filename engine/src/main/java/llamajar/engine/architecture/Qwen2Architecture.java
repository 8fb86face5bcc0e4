package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Qwen2, Qwen2.5 and the models made from them: Llama's shape with biases on queries, keys and
/// values, and rotated halves of heads.
///
/// Yang et al., "Qwen2 Technical Report", 2024.
final class Qwen2Architecture implements Architecture {

  @Override
  public String name() {
    return "qwen2";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring scoring = Scoring.forLength(headLength);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.SPLIT_HALF);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).rotate(rotary).attend(scoring));

      h = block.norm(x, "ffn_norm");
      x = p.add(x, block.gatedFeedForward(h, Activation.SILU));
    }
    return decoder.build(decoder.logits(x));
  }
}
