package llamajar.engine.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynthShapeTest {

  @ParameterizedTest
  @CsvSource({
    "llama-3.2-1b, 1235814400",
    "llama-3.2-3b, 3212749824",
    "llama-3.1-8b, 8030261248",
    "mistral-7b, 7241732096",
    "bench-1.1b, 1104218112",
    "mixtral-8x7b, 46702792704",
    "qwen2.5-0.5b, 494032768",
    "qwen2.5-7b, 7615616512",
    "qwen3-0.6b, 596049920",
    "qwen3-4b, 4022468096",
    "qwen3-8b, 8190735360",
    "qwen3-14b, 14768307200",
    "qwen3-30b-a3b, 30532122624",
    "gemma-3-270m, 268098176",
    "gemma-3-1b, 999885952",
    "phi-3-mini, 3821079552",
    "phi-4, 14659507200",
    "gpt-oss-20b, 20914757184",
  })
  void knownShapesHaveAsManyWeightsAsTheModels(String name, long expected) throws SynthException {
    SynthPlan plan = SynthPlan.of(SynthShape.named(name), SynthType.named("F16"));

    assertThat(plan.parameterCount()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // The 1.1B files on which engines have been compared, and the Q8_0 file with 128k tokens.
    "IQ1_S, 32000, 269",
    "IQ2_XXS, 32000, 327",
    "IQ2_S, 32000, 385",
    "IQ3_XXS, 32000, 443",
    "IQ3_S, 32000, 486",
    "IQ4_XS, 32000, 580",
    "Q4_K, 32000, 609",
    "Q8_0, 32000, 1119",
    "Q8_0, 128256, 1522",
  })
  void theBenchmarkShapeHasTheSizesOfTheBenchmarkFiles(String type, int vocabulary, long mebibytes)
      throws SynthException {
    SynthShape shape = SynthShape.named("bench-1.1b").withVocabularySize(vocabulary);

    SynthPlan plan = SynthPlan.of(shape, SynthType.named(type));

    // The files also hold the vocabulary.
    assertThat(plan.tensorBytes() >> 20).isBetween(mebibytes - 6, mebibytes);
  }

  @Test
  void everySizeCanBeChangedByItself() {
    SynthShape all =
        SynthShape.known()
            .getFirst()
            .withName("other")
            .withLayers(1)
            .withEmbeddingLength(2)
            .withFeedForwardLength(3)
            .withHeads(4)
            .withHeadsKv(5)
            .withHeadLength(6)
            .withVocabularySize(7)
            .withContextLength(8)
            .withRopeBase(9)
            .withRopeFactor(10)
            .withTiedEmbeddings(false)
            .withRmsEpsilon(11);

    assertThat(all).isEqualTo(new SynthShape("other", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, false, 11));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> SynthShape.named("llama-4"))
        .isInstanceOf(SynthException.class)
        .hasMessageStartingWith(
            "no model shape is called 'llama-4'; there are llama-3.2-1b, llama-3.2-3b,"
                + " llama-3.1-8b, mistral-7b, bench-1.1b, mixtral-8x7b,");
  }

  @Test
  void sizesThatDontFitAreRefusedByName() {
    SynthShape good = SynthShape.known().getFirst();
    Map<SynthShape, String> bad =
        Map.of(
            good.withLayers(0), "layers 0: it must be between 1 and 10000",
            good.withEmbeddingLength(-5), "embedding length -5",
            good.withFeedForwardLength(1 << 21), "feed-forward length 2097152",
            good.withHeads(30), "30 heads can't share 8 key-value heads evenly",
            good.withHeadsKv(33), "number of key-value heads 33: it must be between 1 and 32",
            good.withHeadLength(63), "head length 63: rotary embeddings turn pairs",
            good.withHeadLength(65536), "32 heads of 65536 are 2097152 floats",
            good.withVocabularySize(100), "vocabulary size 100: it must be between 258 and",
            good.withRopeBase(Float.NaN), "rope base NaN",
            good.withRmsEpsilon(-1), "rms epsilon -1.0: it must be a number of at least 0.0");

    bad.forEach((shape, message) ->
        assertThatThrownBy(shape::check)
            .isInstanceOf(SynthException.class)
            .hasMessageStartingWith(message)
            .hasMessageNotContaining("\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_KM", "q4-k-m", "Q4_K_X"})
  void anUnknownTypeIsAnsweredWithTheNearest(String name) {
    assertThatThrownBy(() -> SynthType.named(name))
        .isInstanceOf(SynthException.class)
        .hasMessageStartingWith(
            "there is neither a tensor type nor a file mix '%s'; the nearest names are "
                .formatted(name))
        .hasMessageContaining("Q4_K_M");
  }

  @Test
  void aNameOfBothATypeAndAMixMeansTheTypeUnlessItSaysMix() throws SynthException {
    assertThat(SynthType.named("iq3_s")).isInstanceOf(UniformType.class);
    assertThat(SynthType.named("MIX:iq3_s")).isInstanceOf(FileMix.class);
    assertThat(SynthType.named("iq3_xs")).isInstanceOf(FileMix.class);
    assertThatThrownBy(() -> SynthType.named("I32"))
        .isInstanceOf(SynthException.class)
        .hasMessage("I32 is not a type for weights; the plain ones are F32, F16 and BF16");
  }
}
