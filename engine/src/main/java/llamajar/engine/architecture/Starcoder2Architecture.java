package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// StarCoder2: norms with a bias, biases on all layers, and a plain feed-forward layer with GELU.
///
/// Lozhkov et al., "StarCoder 2 and The Stack v2", 2024.
final class Starcoder2Architecture implements Architecture {

  @Override
  public String name() {
    return "starcoder2";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withLayerNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring scoring = Scoring.forLength(headLength);
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.SPLIT_HALF);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).rotate(rotary).attend(scoring));

      h = block.norm(x, "ffn_norm");
      Value activated = p.activate(Activation.GELU, block.linear(h, "ffn_up"));
      x = p.add(x, block.linear(activated, "ffn_down"));
    }
    return decoder.build(decoder.logits(x));
  }
}
