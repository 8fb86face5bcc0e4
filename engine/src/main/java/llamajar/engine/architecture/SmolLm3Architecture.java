package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// SmolLM3: Llama's shape, in which every fourth block knows no positions.
///
/// Bakouch et al., "SmolLM3: smol, multilingual, long-context reasoner", 2025; Yang et al., "RoPE
/// to NoPE and Back Again", 2025.
final class SmolLm3Architecture implements Architecture {

  @Override
  public String name() {
    return "smollm3";
  }

  private static final int PERIOD = 4;

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
      Projections a = block.project(h);
      boolean positionless = (block.index() + 1) % PERIOD == 0;
      x = p.add(x, (positionless ? a : a.rotate(rotary)).attend(scoring));

      h = block.norm(x, "ffn_norm");
      x = p.add(x, block.gatedFeedForward(h, Activation.SILU));
    }
    return decoder.build(decoder.logits(x));
  }
}
