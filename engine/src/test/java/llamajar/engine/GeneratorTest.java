package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.testkit.TinyModels;
import llamajar.text.tokenizer.Tokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  @TempDir Path folder;
  private LlamaModel model;

  @BeforeEach
  void open() throws Exception {
    model =
        LlamaModel.open(
            TinyModels.llama().write(folder.resolve("tiny.gguf")), ModelOptions.defaults());
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void theSameSeedGivesTheSameText() throws Exception {
    GenerationOptions options = options(30);
    assertThat(generate(1, options).text()).isEqualTo(generate(1, options).text());
    assertThat(generate(1, options).text()).isNotEqualTo(generate(2, options).text());
  }

  @Test
  void asManyTokensAreMadeAsWanted() throws Exception {
    Generation generation = generate(1, options(17));
    assertThat(generation.tokens()).isEqualTo(17);
    assertThat(generation.stopReason()).isEqualTo(StopReason.LENGTH);
    assertThat(generate(1, options(0)).tokens()).isZero();
  }

  @Test
  void theListenerHearsWhatTheResultSays() throws Exception {
    StringBuilder heard = new StringBuilder();
    try (Session session = model.newSession()) {
      Generation generation =
          new Generator(model, session, sampler(5), options(60))
              .generate(prompt(), Session.GO_ON, piece -> heard.append(piece) != null);
      assertThat(generation.text()).isEqualTo(heard.toString()).isNotEmpty();
    }
  }

  @Test
  void aStopTextEndsGenerationAndIsNotShown() throws Exception {
    String text = generate(5, options(60)).text();
    String stop = text.substring(text.length() / 2, text.length() / 2 + 2);
    Generation stopped = generate(5, new GenerationOptions(60, List.of(stop), true, false));
    assertThat(stopped.stopReason()).isEqualTo(StopReason.STOP_TEXT);
    assertThat(stopped.text()).isEqualTo(text.substring(0, text.indexOf(stop)));
  }

  @Test
  void aListenerThatHasHadEnoughEndsGeneration() throws Exception {
    List<String> pieces = new ArrayList<>();
    try (Session session = model.newSession()) {
      Generation generation =
          new Generator(model, session, sampler(5), options(60))
              .generate(
                  prompt(),
                  Session.GO_ON,
                  piece -> {
                    pieces.add(piece);
                    return pieces.size() < 3;
                  });
      assertThat(generation.stopReason()).isEqualTo(StopReason.CANCELLED);
      assertThat(pieces).hasSizeBetween(3, 4);
    }
  }

  @Test
  void aPromptThatIsCancelledCountsOnlyWhatWasRead() throws Exception {
    ModelOptions twoAtATime = ModelOptions.defaults().withBatchLength(2);
    try (LlamaModel slow = LlamaModel.open(folder.resolve("tiny.gguf"), twoAtATime);
        Session session = slow.newSession()) {
      Generation generation =
          new Generator(slow, session, sampler(5), options(5))
              .generate(prompt(), (done, total) -> done < 2, piece -> true);
      assertThat(generation.stopReason()).isEqualTo(StopReason.CANCELLED);
      assertThat(generation.promptTokens()).isEqualTo(2).isLessThan(prompt().length);
      assertThat(generation.tokens()).isZero();
    }
  }

  @Test
  void aFullContextEndsGeneration() throws Exception {
    try (LlamaModel small =
            LlamaModel.open(
                folder.resolve("tiny.gguf"), ModelOptions.defaults().withContextLength(20));
        Session session = small.newSession()) {
      Generation generation =
          new Generator(small, session, sampler(5), options(-1))
              .generate(prompt(), Session.GO_ON, piece -> true);
      assertThat(generation.stopReason()).isEqualTo(StopReason.CONTEXT_FULL);
      assertThat(session.length()).isEqualTo(20);
      assertThat(generation.tokens()).isEqualTo(20 - prompt().length + 1);
    }
  }

  @Test
  void tokensThatEndATextAreNeverChosenWhenTheyAreIgnored() throws Exception {
    Tokenizer tokenizer = model.tokenizer();
    try (Session session = model.newSession()) {
      new Generator(model, session, sampler(5), options(200))
          .generate(prompt(), Session.GO_ON, piece -> true);
      for (int position = 0; position < session.length(); position++) {
        assertThat(tokenizer.isEndOfGeneration(session.token(position))).isFalse();
      }
    }
  }

  @Test
  void anEmptyPromptIsRefused() throws Exception {
    try (Session session = model.newSession()) {
      Generator generator = new Generator(model, session, sampler(5), options(5));
      assertThatThrownBy(() -> generator.generate(new int[0], Session.GO_ON, piece -> true))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Generation generate(long seed, GenerationOptions options) throws Exception {
    try (Session session = model.newSession()) {
      return new Generator(model, session, sampler(seed), options)
          .generate(prompt(), Session.GO_ON, piece -> true);
    }
  }

  private int[] prompt() throws Exception {
    return model.tokenizer().encode("Once upon", true, true);
  }

  private SamplerChain sampler(long seed) {
    return SamplerChain.of(
        SamplerSettings.builder().seed(seed).build(),
        model.vocabularySize(),
        model.contextLength(),
        DryBreakers.none());
  }

  private static GenerationOptions options(int maxTokens) {
    return new GenerationOptions(maxTokens, List.of(), true, false);
  }
}
