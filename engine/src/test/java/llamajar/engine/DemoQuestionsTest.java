package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import llamajar.compute.cpu.CpuTier;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.testkit.SharedData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The demo model's quantizations as a quality benchmark: a kernel that costs right answers is
/// wrong.
class DemoQuestionsTest {
  private static final String SHIPPED = "IQ3_XS";

  @ParameterizedTest
  @CsvSource({
    "F32,139",
    "Q8_0,139",
    "Q4_K_M,139",
    "IQ4_XS,136",
    "IQ3_M,137",
    "IQ3_XS,138",
    "IQ2_M,133",
    "IQ2_XXS,130",
    "IQ1_S,112",
  })
  void asManyQuestionsAreAnsweredAsTheFormatAllows(String type, int rightAnswers) throws Exception {
    Optional<Path> folder = SharedData.find("models");
    assumeTrue(folder.isPresent(), "golden data is absent");
    assumeTrue(
        type.equals(SHIPPED) || Boolean.getBoolean("llamajar.test.full"),
        "the quantizations that are not shipped answer with -Pfull");
    JsonNode questions = GoldenLogits.json(folder.get().resolve("questions.json"));
    int right = 0;
    try (LlamaModel model =
            LlamaModel.open(
                folder.get().resolve("pebble-" + type + ".gguf"),
                ModelOptions.defaults().withTier(CpuTier.VECTOR));
        Session session = model.newSession()) {
      for (JsonNode question : questions) {
        String prompt =
            "<|im_start|>user\n%s<|im_end|>\n<|im_start|>assistant\n"
                .formatted(question.get("question").stringValue());
        session.truncate(0);
        String answer =
            new Generator(model, session, greedy(model), GenerationOptions.untilEnd())
                .generate(
                    model.tokenizer().encode(prompt, true, true), Session.GO_ON, piece -> true)
                .text();
        if (answer.strip().equals(question.get("answer").stringValue())) {
          right++;
        }
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(rightAnswers - 2);
  }

  private static SamplerChain greedy(LlamaModel model) {
    return SamplerChain.of(
        SamplerSettings.builder().temperature(0).build(),
        model.vocabularySize(),
        model.contextLength(),
        DryBreakers.none());
  }
}
