package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Routing.Gating;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// gpt-oss: attention with sinks, every other block within a window, biases everywhere, and experts
/// with a clamped gate, chosen by their logits and weighed by the softmax of the chosen ones.
///
/// OpenAI, "gpt-oss-120b & gpt-oss-20b Model Card", 2025; Xiao et al., "Efficient Streaming
/// Language Models with Attention Sinks", 2023.
final class GptOssArchitecture implements Architecture {

  @Override
  public String name() {
    return "gpt-oss";
  }

  private static final float GATE_ALPHA = 1.702f;
  private static final float GATE_LIMIT = 7;

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    Scoring global = Scoring.forLength(headLength);
    Scoring local = global.within(source.size("attention.sliding_window"));
    Rotary rotary = new RotaryReader(source).read(headLength, Rotary.Pairing.SPLIT_HALF);
    Mixture mixture = Mixture.read(source, Gating.CHOSEN_SOFTMAX, false);

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      Scoring scoring = block.index() % 2 == 0 ? local : global;
      float[] sinks = source.floats(block.tensor("attn_sinks.weight"), block.heads().count());
      Value attended = block.project(h).rotate(rotary).attend(scoring.withSinks(sinks));
      x = p.add(x, attended);

      h = block.norm(x, "post_attention_norm");
      Value fed =
          mixture.apply(block, h, h, (gate, up) -> p.clampedGate(gate, up, GATE_ALPHA, GATE_LIMIT));
      x = p.add(x, fed);
    }
    return decoder.build(decoder.logits(x));
  }
}
