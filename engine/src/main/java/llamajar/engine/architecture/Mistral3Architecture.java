package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Mistral Small 3.1 and later, Ministral 3: Llama's shape with YaRN, and queries that grow with
/// the logarithm of their position.
///
/// Mistral AI, "Ministral 3", 2025; the growth: Nakanishi, "Scalable-Softmax Is Superior for
/// Attention", 2025.
final class Mistral3Architecture implements Architecture {

  @Override
  public String name() {
    return "mistral3";
  }

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    int headLength = decoder.heads().keyLength();
    int window = source.count("attention.sliding_window", 0);
    Scoring scoring = Scoring.forLength(headLength).within(window);
    Rotary ofKeys = rotary(source, headLength);
    float growth = source.number("attention.temperature_scale", 0);
    Rotary ofQueries =
        growth == 0
            ? ofKeys
            : ofKeys.growing(growth, source.size("rope.scaling.original_context_length"));

    Value x = decoder.embed();
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      x = p.add(x, block.project(h).rotate(ofQueries, ofKeys).attend(scoring));

      h = block.norm(x, "ffn_norm");
      x = p.add(x, Mixture.ifRouted(block, h, Activation.SILU));
    }
    return decoder.build(decoder.logits(x));
  }

  /// The published model divides YaRN's magnitude by that of its multiplier.
  private static Rotary rotary(ModelSource source, int headLength) throws IOException {
    RotaryReader reader = new RotaryReader(source);
    float multiplier = source.number("rope.scaling.yarn_log_multiplier", 0);
    double magnitude = 0.1 * Math.log(reader.scalingFactor());
    reader.yarnMagnitude((float) ((1 + magnitude) / (1 + multiplier * magnitude)));
    return reader.read(headLength, Rotary.Pairing.INTERLEAVED);
  }
}
