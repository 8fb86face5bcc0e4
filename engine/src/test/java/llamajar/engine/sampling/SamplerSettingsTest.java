package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SamplerSettingsTest {

  @Test
  void defaultsAreThePeers() {
    assertThat(SamplerSettings.defaults())
        .isEqualTo(
            new SamplerSettings(
                0.8, // temperature
                0, // dynatemp range
                1, // dynatemp exponent
                40, // top-k
                0.95, // top-p
                0.05, // min-p
                1, // typical
                -1, // top-n-sigma
                0, // xtc probability
                0.1, // xtc threshold
                64, // penalty window
                1, // repeat
                0, // frequency
                0, // presence
                0, // dry multiplier
                1.75, // dry base
                2, // dry allowed length
                -1, // dry window
                List.of("\n", ":", "\"", "*"),
                0, // mirostat
                5, // tau
                0.1, // eta
                Map.of(),
                0, // min keep
                OptionalLong.empty(),
                SamplerKind.defaultOrder()));
  }

  static List<SamplerSettings> greedySettings() {
    SamplerSettingsBuilder cold = SamplerSettings.builder().temperature(0);
    return List.of(
        cold.build(),
        cold.repeatPenalty(1.3).repeatLastN(0).build(),
        SamplerSettings.builder().topK(1).temperature(2).build(),
        SamplerSettings.builder().temperature(-1).topK(0).minP(0).topP(1).build());
  }

  @ParameterizedTest
  @MethodSource("greedySettings")
  void greedySettingsPickTheFirstOfTheLargestLogits(SamplerSettings settings) {
    assertThat(settings.isGreedy()).isTrue();
    Random random = new Random(3);
    SamplerChain chain = SamplerChain.of(settings, 50, 100, DryBreakers.none());
    for (int round = 0; round < 200; round++) {
      float[] logits = new float[50];
      int best = 0;
      for (int i = 0; i < logits.length; i++) {
        // Few different ones, so that there are equals.
        logits[i] = random.nextInt(12) - 6;
        best = logits[i] > logits[best] ? i : best;
      }
      assertThat(chain.sample(logits)).isEqualTo(best);
      chain.accept(best);
    }
  }

  static List<SamplerSettings> otherSettings() {
    SamplerSettings cold = SamplerSettings.builder().temperature(0).build();
    return List.of(
        SamplerSettings.defaults(),
        cold.toBuilder().repeatPenalty(1.1).build(),
        cold.toBuilder().frequencyPenalty(0.1).build(),
        cold.toBuilder().presencePenalty(0.1).repeatLastN(-1).build(),
        cold.toBuilder().dryMultiplier(0.5).build(),
        cold.toBuilder().logitBias(Map.of(3, 1.0)).build(),
        cold.toBuilder().typicalP(0.5).build(),
        cold.toBuilder().xtcProbability(0.5).build(),
        cold.toBuilder().mirostat(2).build(),
        cold.toBuilder().dynatempRange(0.5).build(),
        cold.toBuilder().order(List.of(SamplerKind.TOP_P)).build(),
        SamplerSettings.builder().topK(1).minKeep(2).build());
  }

  @ParameterizedTest
  @MethodSource("otherSettings")
  void whatMayPickAnotherTokenIsNotGreedy(SamplerSettings settings) {
    assertThat(settings.isGreedy()).isFalse();
  }

  @Test
  void everySettingReachesTheRecordAndBack() {
    SamplerSettings settings =
        SamplerSettings.builder()
            .temperature(1)
            .dynatempRange(0.2)
            .dynatempExponent(3)
            .topK(4)
            .topP(0.5)
            .minP(0.6)
            .typicalP(0.7)
            .topNSigma(8)
            .xtcProbability(0.9)
            .xtcThreshold(0.11)
            .repeatLastN(12)
            .repeatPenalty(13)
            .frequencyPenalty(14)
            .presencePenalty(15)
            .dryMultiplier(16)
            .dryBase(17)
            .dryAllowedLength(18)
            .dryLastN(19)
            .dryBreakers(List.of("20"))
            .mirostat(2)
            .mirostatTau(22)
            .mirostatEta(23)
            .logitBias(Map.of(24, 0.24))
            .minKeep(25)
            .seed(26)
            .order(List.of(SamplerKind.TOP_K))
            .build();
    assertThat(settings)
        .isEqualTo(
            new SamplerSettings(
                1,
                0.2,
                3,
                4,
                0.5,
                0.6,
                0.7,
                8,
                0.9,
                0.11,
                12,
                13,
                14,
                15,
                16,
                17,
                18,
                19,
                List.of("20"),
                2,
                22,
                23,
                Map.of(24, 0.24),
                25,
                OptionalLong.of(26),
                List.of(SamplerKind.TOP_K)));
    assertThat(settings.toBuilder().build()).isEqualTo(settings);
    assertThat(settings.toBuilder().randomSeed().build().seed()).isEmpty();
  }

  static List<Arguments> refusals() {
    return List.of(
        refusal(b -> b.temperature(Double.NaN), "temperature is NaN: give a finite number"),
        refusal(b -> b.topP(1.5), "top_p is 1.5: give a number from 0 to 1"),
        refusal(b -> b.minP(-0.1), "min_p is -0.1: give a number from 0 to 1"),
        refusal(b -> b.typicalP(2), "typical_p is 2.0: give a number from 0 to 1"),
        refusal(
            b -> b.topNSigma(Double.POSITIVE_INFINITY),
            "top_n_sigma is Infinity: give a finite number"),
        refusal(b -> b.xtcProbability(7), "xtc_probability is 7.0: give a number from 0 to 1"),
        refusal(b -> b.xtcThreshold(Double.NaN), "xtc_threshold is NaN: give a number from 0 to 1"),
        refusal(
            b -> b.repeatLastN(-2),
            "repeat_last_n is -2: give -1 (the whole context) or a larger number"),
        refusal(b -> b.repeatPenalty(0), "repeat_penalty is 0.0: give a number above 0"),
        refusal(
            b -> b.frequencyPenalty(Double.NEGATIVE_INFINITY),
            "frequency_penalty is -Infinity: give a finite number"),
        refusal(
            b -> b.presencePenalty(Double.NaN), "presence_penalty is NaN: give a finite number"),
        refusal(b -> b.dryMultiplier(-1), "dry_multiplier is -1.0: give a number of at least 0"),
        refusal(b -> b.dryBase(0.5), "dry_base is 0.5: give a number of at least 1"),
        refusal(
            b -> b.dryAllowedLength(-1),
            "dry_allowed_length is -1: give 0 (every repeated token) or a larger number"),
        refusal(
            b -> b.dryLastN(-5),
            "dry_penalty_last_n is -5: give -1 (the whole context) or a larger number"),
        refusal(b -> b.mirostat(3), "mirostat is 3: give a whole number from 0 to 2"),
        refusal(b -> b.mirostatTau(-1), "mirostat_tau is -1.0: give a number of at least 0"),
        refusal(b -> b.mirostatEta(Double.NaN), "mirostat_eta is NaN: give a number of at least 0"),
        refusal(b -> b.dynatempRange(-1), "dynatemp_range is -1.0: give a number of at least 0"),
        refusal(
            b -> b.dynatempExponent(-1), "dynatemp_exponent is -1.0: give a number of at least 0"),
        refusal(b -> b.minKeep(-1), "min_keep is -1: give 0 (no minimum) or a larger number"),
        refusal(
            b -> b.logitBias(Map.of(-3, 1.0)),
            "logit_bias names token -3: give a token of 0 or more"),
        refusal(
            b -> b.logitBias(Map.of(3, Double.POSITIVE_INFINITY)),
            "logit_bias of token 3 is Infinity: give a finite number or minus infinity"));
  }

  private static Arguments refusal(UnaryOperator<SamplerSettingsBuilder> change, String message) {
    return Arguments.of(change, message);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWhatMakesNoSense(UnaryOperator<SamplerSettingsBuilder> change, String message) {
    SamplerSettingsBuilder builder = change.apply(SamplerSettings.builder());
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
