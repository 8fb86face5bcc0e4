package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Rotary;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// The rotary embedding that a model's `rope.*` keys describe: base, factors from the file, and
/// linear or YaRN scaling.
///
/// YaRN: Peng et al., "YaRN: Efficient Context Window Extension of Large Language Models", 2023.
final class RotaryReader {
  private static final float DEFAULT_BASE = 10_000;

  private final ModelSource source;
  private @Nullable Float base;
  private @Nullable Tensor factors;
  private @Nullable Float yarnMagnitude;
  private String dimensionsKey = "rope.dimension_count";
  private boolean scaled = true;

  RotaryReader(ModelSource source) {
    this.source = source;
  }

  /// Takes this base instead of the file's `rope.freq_base`.
  RotaryReader base(float newBase) {
    base = newBase;
    return this;
  }

  /// Takes the number of turning components from this key instead of `rope.dimension_count`.
  RotaryReader dimensionsKey(String key) {
    dimensionsKey = key;
    return this;
  }

  /// Takes these divisors instead of those in `rope_freqs.weight`.
  RotaryReader factors(Tensor newFactors) {
    factors = newFactors;
    return this;
  }

  /// Leaves all scaling out.
  RotaryReader unscaled() {
    scaled = false;
    return this;
  }

  /// Takes this magnitude instead of YaRN's `1 + 0.1 · ln factor`.
  RotaryReader yarnMagnitude(float magnitude) {
    yarnMagnitude = magnitude;
    return this;
  }

  Rotary read(int headLength, Rotary.Pairing pairing) throws IOException {
    int dimensions = source.optionalSize(dimensionsKey).orElse(headLength);
    if (dimensions % 2 != 0 || dimensions > headLength) {
      throw new ModelException(
          "%s: the key %s.%s is %d; an even number up to the head length %d is needed"
              .formatted(
                  source.path(), source.architecture(), dimensionsKey, dimensions, headLength));
    }
    double chosenBase = base == null ? source.number("rope.freq_base", DEFAULT_BASE) : base;
    double[] frequencies = new double[dimensions / 2];
    for (int t = 0; t < frequencies.length; t++) {
      frequencies[t] = Math.pow(chosenBase, -2.0 * t / dimensions);
    }
    if (!scaled) {
      return new Rotary(frequencies, 1, pairing);
    }
    divideByFactors(frequencies);
    float factor = scalingFactor();
    String scaling = source.string("rope.scaling.type").orElse(factor == 1 ? "none" : "linear");
    if (factors != null && scaling.equals("longrope")) {
      // Its factors are those given to this reader.
      scaling = "none";
    }
    float magnitude = source.number("rope.scaling.attn_factor", 1);
    switch (scaling) {
      case "none" -> {}
      case "linear" -> {
        for (int t = 0; t < frequencies.length; t++) {
          frequencies[t] /= factor;
        }
      }
      case "yarn" -> {
        stretch(frequencies, dimensions, chosenBase, factor);
        magnitude *= yarnMagnitude == null ? (float) (1 + 0.1 * Math.log(factor)) : yarnMagnitude;
      }
      default ->
          throw new ModelException(
              "%s: rope scaling '%s' is not supported for %s; supported are: none, linear, yarn"
                  .formatted(source.path(), scaling, source.architecture()));
    }
    return new Rotary(frequencies, magnitude, pairing);
  }

  /// `rope.scaling.factor`, 1 if the file has none.
  float scalingFactor() throws IOException {
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
    Optional<Tensor> stored =
        factors == null ? source.optionalTensor("rope_freqs.weight") : Optional.of(factors);
    if (stored.isEmpty()) {
      return;
    }
    float[] divisors = source.floats(stored.get(), frequencies.length);
    for (int t = 0; t < frequencies.length; t++) {
      frequencies[t] /= divisors[t];
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
