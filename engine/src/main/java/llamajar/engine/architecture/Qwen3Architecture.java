package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Qwen3, dense (`qwen3`) and with experts (`qwen3moe`): heads of queries and keys are normalised
/// before they are turned, and there are no biases.
///
/// Yang et al., "Qwen3 Technical Report", 2025.
final class Qwen3Architecture implements Architecture {
  private final String name;

  Qwen3Architecture(String name) {
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
    Scoring scoring = Scoring.forLength(headLength);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.SPLIT_HALF);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).normHeads().rotate(rotary).attend(scoring));

      h = block.norm(x, "ffn_norm");
      x = p.add(x, Mixture.ifRouted(block, h, Activation.SILU));
    }
    return decoder.build(decoder.logits(x));
  }
}
