package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// OLMo 2: norms only behind layers, and of whole rows of queries and keys.
///
/// OLMo Team, "2 OLMo 2 Furious", 2024.
final class Olmo2Architecture implements Architecture {

  @Override
  public String name() {
    return "olmo2";
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
      Value attended = block.project(x).normRows().rotate(rotary).attend(scoring);
      x = p.add(x, block.norm(attended, "post_attention_norm"));

      Value fed = block.gatedFeedForward(x, Activation.SILU);
      x = p.add(x, block.norm(fed, "post_ffw_norm"));
    }
    return decoder.build(decoder.logits(x));
  }
}
