package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Command-R and Command-R+ (`command-r`): attention and feed-forward layer read the same norm and
/// are added together; Command-R+ also normalises heads of queries and keys.
///
/// Cohere, "Command R" and "Command R+" model cards, 2024.
final class CommandRArchitecture implements Architecture {

  @Override
  public String name() {
    return "command-r";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withLayerNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring scoring = Scoring.forLength(headLength);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.INTERLEAVED);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      Value attended = block.project(h).normHeads().rotate(rotary).attend(scoring);
      x = p.add(x, p.add(attended, block.gatedFeedForward(h, Activation.SILU)));
    }
    return decoder.build(p.scale(decoder.logits(x), source.number("logit_scale", 1)));
  }
}
