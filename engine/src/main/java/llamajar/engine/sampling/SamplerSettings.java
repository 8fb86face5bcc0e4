package llamajar.engine.sampling;

import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.OptionalLong;

/// How to choose the next token. The defaults are llama.cpp's, and so are the names in messages.
///
/// Make one with [#builder], or from another with [#toBuilder].
///
/// @param temperature divides the logits; 0 or less always takes the most probable token
/// @param dynatempRange how far the temperature follows the entropy, up and down; 0: not at all
/// @param dynatempExponent shapes how it follows
/// @param topK how many of the most probable tokens are kept; 0 or less: all
/// @param topP probability that the most probable tokens kept reach together; 1: all are kept
/// @param minP share of the largest probability that a token needs; 0: none
/// @param typicalP probability that the most typical tokens kept exceed together; 1: all are kept
/// @param topNSigma standard deviations below the largest logit that are kept; 0 or less: off
/// @param xtcProbability chance that the most probable tokens are excluded; 0: never
/// @param xtcThreshold probability from which a token may be excluded; above 0.5: off
/// @param repeatLastN how many of the last tokens are penalised; 0: none, -1: the whole context
/// @param repeatPenalty divides the logit of a repeated token; 1: off
/// @param frequencyPenalty taken from a logit for each repetition
/// @param presencePenalty taken from a logit once if the token is repeated
/// @param dryMultiplier strength of the penalty for continuing a repetition; 0: off
/// @param dryBase growth of that penalty with each repeated token
/// @param dryAllowedLength repeated tokens that cost nothing beyond the multiplier
/// @param dryLastN how many of the last tokens are searched; 0: none, -1: the whole context
/// @param dryBreakers texts across which nothing counts as repeated
/// @param mirostat 1 or 2: hold the surprise at a target with that version of Mirostat, in place of
///   all stages that remove tokens and of `order`; 0: off
/// @param mirostatTau the target, in bits
/// @param mirostatEta how fast the bound follows the surprise
/// @param logitBias added to the logit of a token; minus infinity forbids it
/// @param minKeep how many tokens every stage leaves at least
/// @param seed start of the random numbers; empty: another for each chain
/// @param order stages in the order of use; those left out are not used. Logit bias always comes
///   first
public record SamplerSettings(
    double temperature,
    double dynatempRange,
    double dynatempExponent,
    int topK,
    double topP,
    double minP,
    double typicalP,
    double topNSigma,
    double xtcProbability,
    double xtcThreshold,
    int repeatLastN,
    double repeatPenalty,
    double frequencyPenalty,
    double presencePenalty,
    double dryMultiplier,
    double dryBase,
    int dryAllowedLength,
    int dryLastN,
    List<String> dryBreakers,
    int mirostat,
    double mirostatTau,
    double mirostatEta,
    Map<Integer, Double> logitBias,
    int minKeep,
    OptionalLong seed,
    List<SamplerKind> order) {

  /// Checks every setting.
  ///
  /// @throws IllegalArgumentException if one is out of range; the message names it, its value and
  ///   the range
  public SamplerSettings {
    dryBreakers = List.copyOf(dryBreakers);
    logitBias = Map.copyOf(logitBias);
    order = List.copyOf(order);
    SettingRange.finite("temperature", temperature);
    SettingRange.atLeast("dynatemp_range", dynatempRange, 0);
    SettingRange.atLeast("dynatemp_exponent", dynatempExponent, 0);
    SettingRange.share("top_p", topP);
    SettingRange.share("min_p", minP);
    SettingRange.share("typical_p", typicalP);
    SettingRange.finite("top_n_sigma", topNSigma);
    SettingRange.share("xtc_probability", xtcProbability);
    SettingRange.share("xtc_threshold", xtcThreshold);
    SettingRange.atLeast("repeat_last_n", repeatLastN, -1, "the whole context");
    SettingRange.positive("repeat_penalty", repeatPenalty);
    SettingRange.finite("frequency_penalty", frequencyPenalty);
    SettingRange.finite("presence_penalty", presencePenalty);
    SettingRange.atLeast("dry_multiplier", dryMultiplier, 0);
    SettingRange.atLeast("dry_base", dryBase, 1);
    SettingRange.atLeast("dry_allowed_length", dryAllowedLength, 0, "every repeated token");
    SettingRange.atLeast("dry_penalty_last_n", dryLastN, -1, "the whole context");
    SettingRange.oneOf("mirostat", mirostat, 0, 2);
    SettingRange.atLeast("mirostat_tau", mirostatTau, 0);
    SettingRange.atLeast("mirostat_eta", mirostatEta, 0);
    SettingRange.atLeast("min_keep", minKeep, 0, "no minimum");
    for (Entry<Integer, Double> bias : logitBias.entrySet()) {
      SettingRange.bias(bias.getKey(), bias.getValue());
    }
  }

  /// The default settings, to be changed.
  public static SamplerSettingsBuilder builder() {
    return new SamplerSettingsBuilder();
  }

  /// The default settings.
  public static SamplerSettings defaults() {
    return builder().build();
  }

  /// Whether the token with the largest logit is always picked, the first of equals, whatever the
  /// text and by whatever chance.
  public boolean isGreedy() {
    boolean cold =
        order.contains(SamplerKind.TEMPERATURE)
            && temperature < Temperature.LOWEST
            && dynatempRange <= 0;
    boolean single = order.contains(SamplerKind.TOP_K) && topK == 1 && minKeep <= 1;
    boolean mayExcludeBest = typicalP < 1 || (xtcProbability > 0 && xtcThreshold <= 0.5);
    return (cold || single) && mirostat == 0 && !mayExcludeBest && !changesLogits();
  }

  private boolean changesLogits() {
    boolean penalizes = repeatPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0;
    return !logitBias.isEmpty() || dryMultiplier > 0 || (penalizes && repeatLastN != 0);
  }

  /// These settings, to be changed.
  public SamplerSettingsBuilder toBuilder() {
    return new SamplerSettingsBuilder(this);
  }
}
