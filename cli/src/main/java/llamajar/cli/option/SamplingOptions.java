package llamajar.cli.option;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamajar.engine.sampling.SamplerKind;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.SamplerSettingsBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How the next token is chosen.
public final class SamplingOptions {
  private static final SamplerSettings DEFAULTS = SamplerSettings.defaults();

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description =
          "start of the random numbers; -1: another each time (default: ${DEFAULT-VALUE})")
  private long seed = -1;

  @Option(
      names = {"--temp", "--temperature"},
      paramLabel = "T",
      description = "temperature; 0: always the likeliest token (default: ${DEFAULT-VALUE})")
  private double temperature = DEFAULTS.temperature();

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "keep the N likeliest tokens; 0: all (default: ${DEFAULT-VALUE})")
  private int topK = DEFAULTS.topK();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "keep the likeliest up to this sum; 1: all (default: ${DEFAULT-VALUE})")
  private double topP = DEFAULTS.topP();

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "keep from this share of the likeliest; 0: all (default: ${DEFAULT-VALUE})")
  private double minP = DEFAULTS.minP();

  @Option(
      names = {"--typical", "--typical-p"},
      paramLabel = "P",
      description = "keep the most typical up to this sum; 1: all (default: ${DEFAULT-VALUE})")
  private double typicalP = DEFAULTS.typicalP();

  @Option(
      names = {"--top-nsigma", "--top-n-sigma"},
      paramLabel = "N",
      description = "keep logits within N deviations; -1: all (default: ${DEFAULT-VALUE})")
  private double topNSigma = DEFAULTS.topNSigma();

  @Option(
      names = "--repeat-penalty",
      paramLabel = "X",
      description = "divides logits of repeated tokens; 1: off (default: ${DEFAULT-VALUE})")
  private double repeatPenalty = DEFAULTS.repeatPenalty();

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      description = "tokens that penalties look back; -1: all (default: ${DEFAULT-VALUE})")
  private int repeatLastN = DEFAULTS.repeatLastN();

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      description = "taken from repeated tokens once (default: ${DEFAULT-VALUE})")
  private double presencePenalty = DEFAULTS.presencePenalty();

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      description = "taken for each repetition (default: ${DEFAULT-VALUE})")
  private double frequencyPenalty = DEFAULTS.frequencyPenalty();

  @Option(
      names = "--dry-multiplier",
      paramLabel = "X",
      description = "penalty for continued repetition; 0: off (default: ${DEFAULT-VALUE})")
  private double dryMultiplier = DEFAULTS.dryMultiplier();

  @Option(
      names = "--dry-base",
      paramLabel = "X",
      description = "its growth with each token (default: ${DEFAULT-VALUE})")
  private double dryBase = DEFAULTS.dryBase();

  @Option(
      names = "--dry-allowed-length",
      paramLabel = "N",
      description = "repeated tokens that are allowed (default: ${DEFAULT-VALUE})")
  private int dryAllowedLength = DEFAULTS.dryAllowedLength();

  @Option(
      names = "--dry-penalty-last-n",
      paramLabel = "N",
      description = "tokens that DRY looks back; -1: all (default: ${DEFAULT-VALUE})")
  private int dryLastN = DEFAULTS.dryLastN();

  @Option(
      names = "--dry-sequence-breaker",
      paramLabel = "TEXT",
      description = "nothing counts as repeated across TEXT; none: no such text; repeatable")
  private @Nullable List<String> dryBreakers;

  @Option(
      names = "--xtc-probability",
      paramLabel = "P",
      description = "chance to exclude the likeliest tokens (default: ${DEFAULT-VALUE})")
  private double xtcProbability = DEFAULTS.xtcProbability();

  @Option(
      names = "--xtc-threshold",
      paramLabel = "P",
      description = "probability from which one may be excluded (default: ${DEFAULT-VALUE})")
  private double xtcThreshold = DEFAULTS.xtcThreshold();

  @Option(
      names = "--dynatemp-range",
      paramLabel = "X",
      description = "how far the temperature follows entropy; 0: off (default: ${DEFAULT-VALUE})")
  private double dynatempRange = DEFAULTS.dynatempRange();

  @Option(
      names = "--dynatemp-exp",
      paramLabel = "X",
      description = "shapes how it follows (default: ${DEFAULT-VALUE})")
  private double dynatempExponent = DEFAULTS.dynatempExponent();

  @Option(
      names = "--mirostat",
      paramLabel = "N",
      description = "hold the surprise with Mirostat 1 or 2; 0: off (default: ${DEFAULT-VALUE})")
  private int mirostat = DEFAULTS.mirostat();

  @Option(
      names = "--mirostat-lr",
      paramLabel = "X",
      description = "Mirostat's learning rate (default: ${DEFAULT-VALUE})")
  private double mirostatEta = DEFAULTS.mirostatEta();

  @Option(
      names = "--mirostat-ent",
      paramLabel = "X",
      description = "the surprise it holds, in bits (default: ${DEFAULT-VALUE})")
  private double mirostatTau = DEFAULTS.mirostatTau();

  @Option(
      names = "--samplers",
      paramLabel = "NAMES",
      description = "which samplers, in which order, between semicolons")
  private @Nullable String samplers;

  @Option(
      names = "--logit-bias",
      paramLabel = "ID(+/-)BIAS",
      description = "add to a token's logit, such as 15043+1 or 15043-inf; repeatable")
  private List<String> logitBias = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /// The settings, if no model recommends any.
  ///
  /// @param escapes whether DRY's texts contain backslash escapes
  /// @throws UsageException if one is out of range
  public SamplerSettings settings(boolean escapes) {
    return settings(escapes, DEFAULTS);
  }

  /// The settings: what was asked for, and for the rest what a model recommends.
  ///
  /// @param escapes whether DRY's texts contain backslash escapes
  /// @throws UsageException if one is out of range
  public SamplerSettings settings(boolean escapes, SamplerSettings recommended) {
    try {
      SamplerSettingsBuilder builder =
          recommended.toBuilder()
              .temperature(given("--temp") ? temperature : recommended.temperature())
              .topK(given("--top-k") ? topK : recommended.topK())
              .topP(given("--top-p") ? topP : recommended.topP())
              .minP(given("--min-p") ? minP : recommended.minP())
              .typicalP(typicalP)
              .topNSigma(topNSigma)
              .repeatPenalty(
                  given("--repeat-penalty") ? repeatPenalty : recommended.repeatPenalty())
              .repeatLastN(given("--repeat-last-n") ? repeatLastN : recommended.repeatLastN())
              .presencePenalty(presencePenalty)
              .frequencyPenalty(frequencyPenalty)
              .dryMultiplier(dryMultiplier)
              .dryBase(dryBase)
              .dryAllowedLength(dryAllowedLength)
              .dryLastN(dryLastN)
              .dryBreakers(dryBreakers(escapes))
              .xtcProbability(
                  given("--xtc-probability") ? xtcProbability : recommended.xtcProbability())
              .xtcThreshold(given("--xtc-threshold") ? xtcThreshold : recommended.xtcThreshold())
              .dynatempRange(dynatempRange)
              .dynatempExponent(dynatempExponent)
              .mirostat(given("--mirostat") ? mirostat : recommended.mirostat())
              .mirostatEta(given("--mirostat-lr") ? mirostatEta : recommended.mirostatEta())
              .mirostatTau(given("--mirostat-ent") ? mirostatTau : recommended.mirostatTau())
              .logitBias(biases());
      if (samplers != null) {
        builder.order(SamplerKind.parseNames(samplers));
      }
      return seed < 0 ? builder.randomSeed().build() : builder.seed(seed).build();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /// Whether the user said so, be it what is the default anyway.
  private boolean given(String option) {
    return spec != null && spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private List<String> dryBreakers(boolean escapes) {
    if (dryBreakers == null) {
      return DEFAULTS.dryBreakers();
    }
    if (dryBreakers.contains("none")) {
      return List.of();
    }
    return escapes ? dryBreakers.stream().map(Escapes::resolve).toList() : dryBreakers;
  }

  private Map<Integer, Double> biases() {
    Map<Integer, Double> biases = new HashMap<>();
    for (String text : logitBias) {
      int sign = 0;
      while (sign < text.length() && Character.isDigit(text.charAt(sign))) {
        sign++;
      }
      try {
        biases.put(Integer.parseInt(text.substring(0, sign)), bias(text.substring(sign)));
      } catch (NumberFormatException e) {
        throw new UsageException(
            "--logit-bias %s: give a token id and a signed number, such as 15043+1 or 15043-inf"
                .formatted(text));
      }
    }
    return biases;
  }

  private static double bias(String text) {
    if (text.equals("-inf")) {
      return Double.NEGATIVE_INFINITY;
    }
    if (!text.startsWith("+") && !text.startsWith("-")) {
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(text);
  }
}
