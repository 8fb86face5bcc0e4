package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SamplerChainTest {
  private static final int VOCABULARY = 500;

  @Test
  void sameSeedGivesTheSameTokens() {
    assertThat(generate(chain(builder().seed(7)), 50))
        .isEqualTo(generate(chain(builder().seed(7)), 50))
        .isNotEqualTo(generate(chain(builder().seed(8)), 50));
  }

  @Test
  void chosenSeedCanBeUsedAgain() {
    SamplerChain first = chain(builder());
    SamplerChain second = chain(builder());
    assertThat(first.seed()).isBetween(0L, (1L << 32) - 1).isNotEqualTo(second.seed());
    assertThat(generate(chain(builder().seed(first.seed())), 50)).isEqualTo(generate(first, 50));
  }

  @Test
  void resetStartsOver() {
    for (int mirostat = 0; mirostat <= 2; mirostat++) {
      SamplerChain chain = chain(everything().mirostat(mirostat).seed(3));
      List<Integer> tokens = generate(chain, 40);
      assertThat(generate(chain, 40)).isNotEqualTo(tokens);
      chain.reset();
      assertThat(generate(chain, 40)).isEqualTo(tokens);
    }
  }

  @Test
  void forkGoesOnAloneFromTheSameState() {
    for (int mirostat = 0; mirostat <= 2; mirostat++) {
      SamplerChain chain = chain(everything().mirostat(mirostat).seed(3));
      List<Integer> whole = generate(chain, 60);
      chain.reset();
      generate(chain, 20);
      SamplerChain fork = chain.fork();
      assertThat(generate(fork, 20)).isEqualTo(whole.subList(20, 40));
      assertThat(generate(chain, 40)).isEqualTo(whole.subList(20, 60));
      assertThat(generate(fork, 20)).isEqualTo(whole.subList(40, 60));
    }
  }

  @Test
  void nativeMemoryAndASharedWorkspaceChangeNothing() {
    SamplerChain onArrays = chain(everything().seed(5));
    SamplerChain onSegments = chain(everything().seed(5));
    Candidates workspace = new Candidates(VOCABULARY);
    SamplerChain sharing = chain(everything().seed(5));
    for (int i = 0; i < 30; i++) {
      float[] logits = Stages.randomLogits(i, VOCABULARY, 3);
      int token = onArrays.sample(logits);
      try (Arena arena = Arena.ofConfined()) {
        var segment = arena.allocateFrom(ValueLayout.JAVA_FLOAT, logits);
        assertThat(onSegments.sample(segment)).isEqualTo(token);
        assertThat(sharing.sample(segment, workspace)).isEqualTo(token);
      }
      onArrays.accept(token);
      onSegments.accept(token);
      sharing.accept(token);
    }
  }

  @Test
  void refusesAWorkspaceForAnotherVocabulary() {
    try (Arena arena = Arena.ofConfined()) {
      var segment = arena.allocate(4L * VOCABULARY, 4);
      assertThatThrownBy(() -> chain(builder()).sample(segment, new Candidates(VOCABULARY + 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the workspace is for 501 tokens, the chain for 500");
    }
  }

  @Test
  void noTemperatureTakesTheLargestAndTheLowerOfEqualOnes() {
    SamplerChain chain = chain(builder().temperature(0));
    for (int i = 0; i < 20; i++) {
      float[] logits = Stages.randomLogits(i, VOCABULARY, 3);
      logits[300] = 50;
      logits[200] = 50;
      assertThat(chain.sample(logits)).isEqualTo(200);
    }
  }

  @Test
  void promptTokensArePenalized() {
    SamplerChain chain =
        SamplerChain.of(
            builder().temperature(0).repeatLastN(2).presencePenalty(5).build(),
            3,
            100,
            DryBreakers.none());
    float[] logits = {3, 2, 1};
    assertThat(chain.sample(logits)).isEqualTo(0);
    chain.accept(0);
    assertThat(chain.sample(logits)).isEqualTo(1);
    chain.accept(1);
    assertThat(chain.sample(logits)).isEqualTo(2);
    chain.accept(2);
    assertThat(chain.sample(logits)).isEqualTo(0);
  }

  @Test
  void minusOneLooksBackOverTheWholeContext() {
    SamplerChain chain =
        SamplerChain.of(
            builder().temperature(0).repeatLastN(-1).presencePenalty(5).build(),
            3,
            4,
            DryBreakers.none());
    for (int token : new int[] {0, 1, 1, 1}) {
      chain.accept(token);
    }
    assertThat(chain.sample(new float[] {3, 2, 1})).isEqualTo(2);
    chain.accept(1);
    assertThat(chain.sample(new float[] {3, 2, 1})).isEqualTo(0);
  }

  @Test
  void repetitionsAreAvoided() {
    SamplerChain chain =
        SamplerChain.of(
            builder().temperature(0).dryMultiplier(5).build(), 4, 100, DryBreakers.none());
    for (int token : new int[] {0, 1, 2, 3, 0, 1, 2}) {
      chain.accept(token);
    }
    assertThat(chain.sample(new float[] {0, 1, 2, 3})).isEqualTo(2);
  }

  @Test
  void orderDecides() {
    float[] logits = Stages.logits(0.5, 0.3, 0.2);
    // Three tokens at temperature 3 are flat enough for all; at 1 the last one is cut.
    SamplerSettingsBuilder hot = builder().temperature(3).topP(0.75).minP(0);
    assertThat(left(hot.order(SamplerKind.parseNames("top_p;temperature")), logits)).isEqualTo(2);
    assertThat(left(hot.order(SamplerKind.parseNames("temperature;top_p")), logits)).isEqualTo(3);
    assertThat(left(hot.order(List.of()).topK(1), logits)).isEqualTo(3);
  }

  @Test
  void biasForbidsAndForces() {
    SamplerChain chain =
        chain(builder().logitBias(Map.of(4, 100.0, 5, Double.NEGATIVE_INFINITY)).seed(1));
    float[] logits = new float[VOCABULARY];
    logits[5] = 1000;
    assertThat(chain.sample(logits)).isEqualTo(4);
    assertThatThrownBy(() -> chain(builder().logitBias(Map.of(VOCABULARY, 1.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logit_bias names token 500: this model has the tokens 0 to 499");
  }

  @Test
  void refusesTokensOutsideTheVocabulary() {
    SamplerChain chain = chain(builder());
    assertThatThrownBy(() -> chain.accept(VOCABULARY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("token 500 is not in the vocabulary: it has the tokens 0 to 499");
    assertThatThrownBy(() -> chain.accept(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void drawsAsOftenAsTheProbabilitiesSay() {
    double[] probabilities = {0.4, 0.25, 0.15, 0.1, 0.06, 0.04};
    SamplerChain chain =
        SamplerChain.of(
            builder().temperature(1).topK(0).topP(1).minP(0).seed(11).build(),
            probabilities.length,
            100,
            DryBreakers.none());
    float[] logits = Stages.logits(probabilities);
    int draws = 50_000;
    int[] counts = new int[probabilities.length];
    for (int i = 0; i < draws; i++) {
      counts[chain.sample(logits)]++;
    }
    double chiSquare = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = probabilities[i] * draws;
      chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    // Five degrees of freedom: 20.5 is exceeded once in a thousand.
    assertThat(chiSquare).isLessThan(20.5);
  }

  private static int left(SamplerSettingsBuilder builder, float[] logits) {
    SamplerChain chain =
        SamplerChain.of(builder.seed(1).build(), logits.length, 100, DryBreakers.none());
    chain.sample(logits);
    return chain.candidates().size();
  }

  private static SamplerSettingsBuilder builder() {
    return SamplerSettings.builder();
  }

  private static SamplerSettingsBuilder everything() {
    return builder()
        .temperature(1.5)
        .dynatempRange(0.3)
        .repeatPenalty(1.1)
        .frequencyPenalty(0.1)
        .dryMultiplier(0.8)
        .typicalP(0.99)
        .topNSigma(3)
        .xtcProbability(0.5)
        .xtcThreshold(0.05)
        .logitBias(Map.of(9, 2.0));
  }

  private static SamplerChain chain(SamplerSettingsBuilder builder) {
    return SamplerChain.of(builder.build(), VOCABULARY, 1000, DryBreakers.none());
  }

  private static List<Integer> generate(SamplerChain chain, int length) {
    List<Integer> tokens = new ArrayList<>();
    float[] logits = Stages.randomLogits(99, VOCABULARY, 1);
    for (int i = 0; i < length; i++) {
      int token = chain.sample(logits);
      chain.accept(token);
      tokens.add(token);
    }
    return tokens;
  }
}
