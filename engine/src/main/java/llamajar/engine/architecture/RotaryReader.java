package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Rotary;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.BlockCodec;
import llamajar.gguf.quant.Codecs;

/// The rotary embedding that a model's `rope.*` keys describe: base, factors from the file, and
/// linear or YaRN scaling.
///
/// YaRN: Peng et al., "YaRN: Efficient Context Window Extension of Large Language Models", 2023.
final class RotaryReader {
  private static final float DEFAULT_BASE = 10_000;

  private final ModelSource source;

  RotaryReader(ModelSource source) {
    this.source = source;
  }

  Rotary read(int headLength, Rotary.Pairing pairing) throws IOException {
    int dimensions = source.optionalSize("rope.dimension_count").orElse(headLength);
    if (dimensions % 2 != 0 || dimensions > headLength) {
      throw new ModelException(
          "%s: the key %s.rope.dimension_count is %d; an even number up to the head length %d is needed"
              .formatted(source.path(), source.architecture(), dimensions, headLength));
    }
    double base = source.number("rope.freq_base", DEFAULT_BASE);
    double[] frequencies = new double[dimensions / 2];
    for (int t = 0; t < frequencies.length; t++) {
      frequencies[t] = Math.pow(base, -2.0 * t / dimensions);
    }
    divideByFactors(frequencies);

    float factor = scalingFactor();
    String scaling = source.string("rope.scaling.type").orElse(factor == 1 ? "none" : "linear");
    float magnitude = source.number("rope.scaling.attn_factor", 1);
    switch (scaling) {
      case "none" -> {}
      case "linear" -> {
        for (int t = 0; t < frequencies.length; t++) {
          frequencies[t] /= factor;
        }
      }
      case "yarn" -> {
        stretch(frequencies, dimensions, base, factor);
        magnitude *= (float) (1 + 0.1 * Math.log(factor));
      }
      default ->
          throw new ModelException(
              "%s: rope scaling '%s' is not supported for %s; supported are: none, linear, yarn"
                  .formatted(source.path(), scaling, source.architecture()));
    }
    return new Rotary(frequencies, magnitude, pairing);
  }

  private float scalingFactor() throws IOException {
    float factor = source.number("rope.scaling.factor", source.number("rope.scale_linear", 1));
    if (factor < 0) {
      throw new ModelException(
          "%s: the key %s.rope.scaling.factor is %s; it can't be negative"
              .formatted(source.path(), source.architecture(), factor));
    }
    return factor == 0 ? 1 : factor;
  }

  /// Llama 3.1 and later store a divisor for each pair.
  private void divideByFactors(double[] frequencies) throws ModelException {
    Optional<Tensor> stored = source.optionalTensor("rope_freqs.weight");
    if (stored.isEmpty()) {
      return;
    }
    Tensor tensor = stored.get();
    BlockCodec codec = Codecs.of(tensor.type());
    if (tensor.shape().elementCount() != frequencies.length || codec.blockLength() != 1) {
      throw new ModelException(
          "%s: tensor %s is %s %s; %d plain numbers are needed"
              .formatted(
                  source.path(), tensor.name(), tensor.type(), tensor.shape(), frequencies.length));
    }
    float[] factor = new float[1];
    for (int t = 0; t < frequencies.length; t++) {
      codec.decode(tensor.data(), (long) t * codec.blockBytes(), factor, 0);
      frequencies[t] /= factor[0];
    }
  }

  /// YaRN: slow pairs are stretched by the factor, fast ones stay, those between are blended.
  private void stretch(double[] frequencies, int dimensions, double base, float factor)
      throws IOException {
    int originalContext =
        source
            .optionalSize("rope.scaling.original_context_length")
            .orElse(source.size("context_length"));
    double low =
        Math.max(
            0,
            Math.floor(
                pairThatTurns(
                    source.number("rope.scaling.yarn_beta_fast", 32),
                    originalContext,
                    dimensions,
                    base)));
    double high =
        Math.min(
            dimensions - 1,
            Math.ceil(
                pairThatTurns(
                    source.number("rope.scaling.yarn_beta_slow", 1),
                    originalContext,
                    dimensions,
                    base)));
    for (int t = 0; t < frequencies.length; t++) {
      double unscaled = 1 - Math.clamp((t - low) / Math.max(0.001, high - low), 0, 1);
      frequencies[t] *= unscaled + (1 - unscaled) / factor;
    }
  }

  /// The (fractional) pair that makes `turns` full turns over the original context.
  private static double pairThatTurns(double turns, int context, int dimensions, double base) {
    return dimensions * Math.log(context / (2 * Math.PI * turns)) / (2 * Math.log(base));
  }
}
