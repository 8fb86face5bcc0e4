package llamajar.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.testkit.TinyModels;
import llamajar.text.grammar.ConstrainedText;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.TokenConstraint;
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
  void greedyTextIsThatOfTheLargestLogits() throws Exception {
    SamplerSettings greedy = SamplerSettings.builder().temperature(0).build();
    StringBuilder expected = new StringBuilder();
    try (Arena arena = Arena.ofConfined();
        Session session = model.newSession()) {
      SamplerChain sampler = model.newSampler(greedy);
      MemorySegment logits = arena.allocate(ValueLayout.JAVA_FLOAT, model.vocabularySize());
      session.read(prompt(), logits, Session.GO_ON);
      for (int i = 0; i < 20; i++) {
        int token = sampler.sample(logits);
        expected.append(new String(model.tokenizer().piece(token, true), UTF_8));
        session.read(new int[] {token}, logits, Session.GO_ON);
      }
    }
    try (Session session = model.newSession()) {
      Generation generation =
          new Generator(
                  model,
                  session,
                  model.newSampler(greedy),
                  new GenerationOptions(20, List.of(), false, true))
              .generate(prompt(), Session.GO_ON, piece -> true);
      assertThat(generation.text()).isEqualTo(expected.toString());
    }
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

  @Test
  void textIsHeldToAGrammarAndEndsWithIt() throws Exception {
    Grammar grammar = Grammar.parse("root ::= [a-f]{3} \": \" (\"yes\" | \"no\")");
    GenerationOptions held = options(60).withConstraint(model.constraint(grammar));
    for (int seed = 0; seed < 5; seed++) {
      Generation generation = generate(seed, held);
      assertThat(generation.text()).matches("[a-f]{3}: (yes|no)");
      assertThat(generation.stopReason()).isEqualTo(StopReason.END_OF_GENERATION);
    }
    GenerationOptions stopping =
        new GenerationOptions(60, List.of(":"), true, false)
            .withConstraint(model.constraint(grammar));
    assertThat(generate(1, stopping).text()).matches("[a-f]{3}");
  }

  @Test
  void everySamplerKeepsToTheGrammar() throws Exception {
    TokenConstraint constraint =
        model.constraint(Grammar.parse("root ::= (\"x\" | \"yz\"){5,9} \"é\""));
    for (SamplerSettings settings :
        List.of(
            SamplerSettings.builder().seed(1).temperature(0).build(),
            SamplerSettings.builder().seed(2).mirostat(1).build(),
            SamplerSettings.builder().seed(3).mirostat(2).build(),
            SamplerSettings.builder().seed(4).topK(1).xtcProbability(1).build(),
            SamplerSettings.builder().seed(5).typicalP(0.5).repeatPenalty(2).build(),
            SamplerSettings.builder().seed(6).topNSigma(1).dryMultiplier(1).build())) {
      SamplerChain chain =
          SamplerChain.of(
              settings, model.vocabularySize(), model.contextLength(), DryBreakers.none());
      try (Session session = model.newSession()) {
        Generation generation =
            new Generator(model, session, chain, options(60).withConstraint(constraint))
                .generate(prompt(), Session.GO_ON, piece -> true);
        assertThat(generation.text()).matches("(x|yz){5,9}é");
      }
    }
  }

  @Test
  void aGrammarCanWaitForAControlToken() throws Exception {
    TokenConstraint constraint =
        model.constraintAfter(List.of("<s>"), Grammar.parse("root ::= \"ok\""));
    int begin = model.tokenizer().encode("<s>", false, true)[0];
    ConstrainedText text = constraint.begin();
    assertThat(text.accept(begin, new byte[0])).isTrue();
    assertThat(text.accept(0, "ok".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(text.isFinished()).isTrue();
    Generation free =
        generate(
            3,
            options(20)
                .withConstraint(
                    model.constraintAfter(
                        List.of("never appears"), Grammar.parse("root ::= \"ok\""))));
    assertThat(free.text()).isEqualTo(generate(3, options(20)).text());
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
