package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Command-R7B and Command-A: as Command-R, but of four blocks three see a window with rotary
/// positions, and one sees everything without positions.
///
/// Cohere, "Command A: An Enterprise-Ready Large Language Model", 2025.
final class Cohere2Architecture implements Architecture {

  @Override
  public String name() {
    return "cohere2";
  }

  private static final int PERIOD = 4;

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withLayerNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring global = Scoring.forLength(headLength);
    Scoring local = global.within(source.size("attention.sliding_window"));
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.INTERLEAVED);
    WindowPattern pattern = WindowPattern.read(source, PERIOD);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      Projections a = block.project(h);
      Value attended =
          pattern.isWindowed(block.index()) ? a.rotate(rotary).attend(local) : a.attend(global);
      x = p.add(x, p.add(attended, block.gatedFeedForward(h, Activation.SILU)));
    }
    return decoder.build(p.scale(decoder.logits(x), source.number("logit_scale", 1)));
  }
}
