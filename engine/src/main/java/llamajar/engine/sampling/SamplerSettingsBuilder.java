package llamajar.engine.sampling;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Collects [SamplerSettings]; what isn't set keeps its default. Values are checked by [#build].
public final class SamplerSettingsBuilder {
  private double temperature = 0.8;
  private double dynatempRange = 0;
  private double dynatempExponent = 1;
  private int topK = 40;
  private double topP = 0.95;
  private double minP = 0.05;
  private double typicalP = 1;
  private double topNSigma = -1;
  private double xtcProbability = 0;
  private double xtcThreshold = 0.1;
  private int repeatLastN = 64;
  private double repeatPenalty = 1;
  private double frequencyPenalty = 0;
  private double presencePenalty = 0;
  private double dryMultiplier = 0;
  private double dryBase = 1.75;
  private int dryAllowedLength = 2;
  private int dryLastN = -1;
  private List<String> dryBreakers = List.of("\n", ":", "\"", "*");
  private int mirostat = 0;
  private double mirostatTau = 5;
  private double mirostatEta = 0.1;
  private Map<Integer, Double> logitBias = Map.of();
  private int minKeep = 0;
  private OptionalLong seed = OptionalLong.empty();
  private List<SamplerKind> order = SamplerKind.defaultOrder();

  SamplerSettingsBuilder() {}

  SamplerSettingsBuilder(SamplerSettings settings) {
    temperature = settings.temperature();
    dynatempRange = settings.dynatempRange();
    dynatempExponent = settings.dynatempExponent();
    topK = settings.topK();
    topP = settings.topP();
    minP = settings.minP();
    typicalP = settings.typicalP();
    topNSigma = settings.topNSigma();
    xtcProbability = settings.xtcProbability();
    xtcThreshold = settings.xtcThreshold();
    repeatLastN = settings.repeatLastN();
    repeatPenalty = settings.repeatPenalty();
    frequencyPenalty = settings.frequencyPenalty();
    presencePenalty = settings.presencePenalty();
    dryMultiplier = settings.dryMultiplier();
    dryBase = settings.dryBase();
    dryAllowedLength = settings.dryAllowedLength();
    dryLastN = settings.dryLastN();
    dryBreakers = settings.dryBreakers();
    mirostat = settings.mirostat();
    mirostatTau = settings.mirostatTau();
    mirostatEta = settings.mirostatEta();
    logitBias = settings.logitBias();
    minKeep = settings.minKeep();
    seed = settings.seed();
    order = settings.order();
  }

  /// Divides the logits; 0 always takes the most probable token.
  public SamplerSettingsBuilder temperature(double value) {
    temperature = value;
    return this;
  }

  /// How far the temperature follows the entropy, up and down; 0: not at all.
  public SamplerSettingsBuilder dynatempRange(double value) {
    dynatempRange = value;
    return this;
  }

  /// Shapes how the temperature follows the entropy.
  public SamplerSettingsBuilder dynatempExponent(double value) {
    dynatempExponent = value;
    return this;
  }

  /// How many of the most probable tokens are kept; 0: all.
  public SamplerSettingsBuilder topK(int value) {
    topK = value;
    return this;
  }

  /// Probability that the most probable tokens kept reach together; 1: all.
  public SamplerSettingsBuilder topP(double value) {
    topP = value;
    return this;
  }

  /// Share of the largest probability that a token needs; 0: none.
  public SamplerSettingsBuilder minP(double value) {
    minP = value;
    return this;
  }

  /// Probability that the most typical tokens kept exceed together; 1: all.
  public SamplerSettingsBuilder typicalP(double value) {
    typicalP = value;
    return this;
  }

  /// Standard deviations below the largest logit that are kept; -1: all.
  public SamplerSettingsBuilder topNSigma(double value) {
    topNSigma = value;
    return this;
  }

  /// Chance that the most probable tokens are excluded; 0: never.
  public SamplerSettingsBuilder xtcProbability(double value) {
    xtcProbability = value;
    return this;
  }

  /// Probability from which a token may be excluded; above 0.5: off.
  public SamplerSettingsBuilder xtcThreshold(double value) {
    xtcThreshold = value;
    return this;
  }

  /// How many of the last tokens are penalised; -1: the whole context.
  public SamplerSettingsBuilder repeatLastN(int value) {
    repeatLastN = value;
    return this;
  }

  /// Divides the logit of a repeated token; 1: off.
  public SamplerSettingsBuilder repeatPenalty(double value) {
    repeatPenalty = value;
    return this;
  }

  /// Taken from a logit for each repetition.
  public SamplerSettingsBuilder frequencyPenalty(double value) {
    frequencyPenalty = value;
    return this;
  }

  /// Taken from a logit once if the token is repeated.
  public SamplerSettingsBuilder presencePenalty(double value) {
    presencePenalty = value;
    return this;
  }

  /// Strength of the penalty for continuing a repetition; 0: off.
  public SamplerSettingsBuilder dryMultiplier(double value) {
    dryMultiplier = value;
    return this;
  }

  /// Growth of the DRY penalty with each repeated token.
  public SamplerSettingsBuilder dryBase(double value) {
    dryBase = value;
    return this;
  }

  /// Repeated tokens from which the DRY penalty starts to grow.
  public SamplerSettingsBuilder dryAllowedLength(int value) {
    dryAllowedLength = value;
    return this;
  }

  /// How many of the last tokens DRY searches; -1: the whole context.
  public SamplerSettingsBuilder dryLastN(int value) {
    dryLastN = value;
    return this;
  }

  /// Texts across which nothing counts as repeated.
  public SamplerSettingsBuilder dryBreakers(List<String> value) {
    dryBreakers = value;
    return this;
  }

  /// Version of Mirostat (1 or 2) in place of the stages that remove tokens; 0: off.
  public SamplerSettingsBuilder mirostat(int value) {
    mirostat = value;
    return this;
  }

  /// Surprise that Mirostat holds, in bits.
  public SamplerSettingsBuilder mirostatTau(double value) {
    mirostatTau = value;
    return this;
  }

  /// How fast Mirostat follows the surprise.
  public SamplerSettingsBuilder mirostatEta(double value) {
    mirostatEta = value;
    return this;
  }

  /// Added to the logits of tokens, by id; minus infinity forbids a token.
  public SamplerSettingsBuilder logitBias(Map<Integer, Double> value) {
    logitBias = value;
    return this;
  }

  /// How many tokens every stage leaves at least.
  public SamplerSettingsBuilder minKeep(int value) {
    minKeep = value;
    return this;
  }

  /// Start of the random numbers: the same seed and logits give the same tokens.
  public SamplerSettingsBuilder seed(long value) {
    seed = OptionalLong.of(value);
    return this;
  }

  /// Another seed for each chain; [SamplerChain#seed] tells which.
  public SamplerSettingsBuilder randomSeed() {
    seed = OptionalLong.empty();
    return this;
  }

  /// Stages in the order of use; those left out are not used.
  public SamplerSettingsBuilder order(List<SamplerKind> value) {
    order = value;
    return this;
  }

  /// The settings.
  ///
  /// @throws IllegalArgumentException if one is out of range; the message names it, its value and
  ///   the range
  public SamplerSettings build() {
    return new SamplerSettings(
        temperature,
        dynatempRange,
        dynatempExponent,
        topK,
        topP,
        minP,
        typicalP,
        topNSigma,
        xtcProbability,
        xtcThreshold,
        repeatLastN,
        repeatPenalty,
        frequencyPenalty,
        presencePenalty,
        dryMultiplier,
        dryBase,
        dryAllowedLength,
        dryLastN,
        dryBreakers,
        mirostat,
        mirostatTau,
        mirostatEta,
        logitBias,
        minKeep,
        seed,
        order);
  }
}
