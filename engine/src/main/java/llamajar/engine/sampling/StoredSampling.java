package llamajar.engine.sampling;

import java.io.IOException;
import java.util.Optional;
import llamajar.gguf.GgufException;
import llamajar.gguf.Metadata;

/// The settings that a model's makers recommend: the `general.sampling.*` keys of its file.
public final class StoredSampling {
  private static final String PREFIX = "general.sampling.";

  /// Sets one thing.
  @FunctionalInterface
  private interface Setter<T> {
    void set(T value);
  }

  private StoredSampling() {}

  /// The default settings, with what a file says in place of ours.
  ///
  /// @throws IOException if a value is out of range; the message names the key
  public static SamplerSettings of(Metadata metadata) throws IOException {
    SamplerSettingsBuilder builder = SamplerSettings.builder();
    integer(metadata, "top_k", builder::topK);
    number(metadata, "top_p", builder::topP);
    number(metadata, "min_p", builder::minP);
    number(metadata, "xtc_probability", builder::xtcProbability);
    number(metadata, "xtc_threshold", builder::xtcThreshold);
    number(metadata, "temp", builder::temperature);
    integer(metadata, "penalty_last_n", builder::repeatLastN);
    number(metadata, "penalty_repeat", builder::repeatPenalty);
    integer(metadata, "mirostat", builder::mirostat);
    number(metadata, "mirostat_tau", builder::mirostatTau);
    number(metadata, "mirostat_eta", builder::mirostatEta);
    Optional<String> sequence = metadata.string(PREFIX + "sequence");
    try {
      if (sequence.isPresent()) {
        builder.order(SamplerKind.parseNames(sequence.get()));
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new GgufException(
          "the keys %s* of the model: %s; give the setting on the command line"
              .formatted(PREFIX, e.getMessage()));
    }
  }

  private static void integer(Metadata metadata, String key, Setter<Integer> setter)
      throws GgufException {
    Optional<Long> value = metadata.integer(PREFIX + key, Integer.MIN_VALUE, Integer.MAX_VALUE);
    value.ifPresent(number -> setter.set(Math.toIntExact(number)));
  }

  private static void number(Metadata metadata, String key, Setter<Double> setter)
      throws GgufException {
    // Files hold float32: 0.95 is meant where 0.949999988 is stored.
    metadata
        .number(PREFIX + key)
        .ifPresent(number -> setter.set(Double.parseDouble(Float.toString(number.floatValue()))));
  }
}
