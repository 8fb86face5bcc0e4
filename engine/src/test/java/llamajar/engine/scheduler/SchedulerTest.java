package llamajar.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import llamajar.engine.GenerationOptions;
import llamajar.engine.Generator;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.engine.StopReason;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.gguf.TensorType;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SchedulerTest {
  private static final SamplerSettings GREEDY = SamplerSettings.builder().temperature(0).build();

  @TempDir Path folder;
  private LlamaModel model;

  @BeforeEach
  void open() throws Exception {
    Path file =
        TinyModels.llama()
            .embedding(256)
            .feedForward(256)
            .type(TensorType.Q4_K)
            .write(folder.resolve("tiny.gguf"));
    model = LlamaModel.open(file, ModelOptions.defaults().withThreads(2, 2));
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void anAnswerIsThatOfAGenerator() throws Exception {
    int[] prompt = prompt(1, 90);
    String expected;
    try (Session session = model.newSession()) {
      expected =
          new Generator(model, session, model.newSampler(GREEDY), options(40))
              .generate(prompt, Session.GO_ON, piece -> true)
              .text();
    }
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      Heard heard = Heard.of(scheduler.submit(request(prompt, 40)));
      assertThat(heard.text(0)).isEqualTo(expected);
      assertThat(heard.ended(0).reason()).isEqualTo(StopReason.LENGTH);
      assertThat(heard.usage().promptTokens()).isEqualTo(90);
      assertThat(heard.usage().tokens()).isEqualTo(40);
    }
  }

  @Test
  void deterministicAnswersDoNotDependOnOthersNorOnTheCache() throws Exception {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int[] prompt = prompt(i % 3, 20 + 37 * i);
      requests.add(request(prompt, 30));
    }
    List<List<Integer>> alone = new ArrayList<>();
    for (GenerationRequest request : requests) {
      try (Scheduler scheduler = start(deterministic())) {
        alone.add(Heard.of(scheduler.submit(request)).tokens(0));
      }
    }
    try (Scheduler scheduler = start(deterministic().withParallel(5))) {
      for (int round = 0; round < 2; round++) {
        List<Answer> answers = new ArrayList<>();
        for (GenerationRequest request : requests) {
          answers.add(scheduler.submit(request));
        }
        for (int i = 0; i < answers.size(); i++) {
          assertThat(Heard.of(answers.get(i)).tokens(0))
              .as("request %d, round %d", i, round)
              .isEqualTo(alone.get(i));
        }
      }
      assertThat(scheduler.metrics().cachedTokens()).isGreaterThan(64 * 12);
      assertNothingIsHeld(scheduler);
    }
  }

  @Test
  void answersThatLoseTheirMemoryComeToTheSameEnd() throws Exception {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      requests.add(request(prompt(i, 100), 150));
    }
    List<List<Integer>> alone = new ArrayList<>();
    try (Scheduler scheduler = start(deterministic())) {
      for (GenerationRequest request : requests) {
        alone.add(Heard.of(scheduler.submit(request)).tokens(0));
      }
    }
    try (Scheduler scheduler = start(deterministic().withCachePositions(512))) {
      List<Answer> answers = new ArrayList<>();
      for (GenerationRequest request : requests) {
        answers.add(scheduler.submit(request));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(Heard.of(answers.get(i)).tokens(0)).isEqualTo(alone.get(i));
      }
      assertThat(scheduler.metrics().preemptions()).isPositive();
      assertNothingIsHeld(scheduler);
    }
  }

  @Test
  void aPromptThatWasReadBeforeIsNotReadAgain() throws Exception {
    int[] prompt = prompt(1, 300);
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      assertThat(Heard.of(scheduler.submit(request(prompt, 1))).usage().cachedTokens()).isZero();
      AnswerUsage again = Heard.of(scheduler.submit(request(prompt, 1))).usage();
      assertThat(again.cachedTokens()).isEqualTo(299);
      int[] longer = java.util.Arrays.copyOf(prompt, 310);
      AnswerUsage more = Heard.of(scheduler.submit(request(longer, 1))).usage();
      assertThat(more.cachedTokens()).isEqualTo(300);
    }
  }

  @Test
  void requestsWithOnePromptThatComeTogetherReadItOnce() throws Exception {
    int[] prompt = prompt(1, 320);
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(scheduler.submit(request(prompt, 5)));
      }
      List<Integer> first = Heard.of(answers.getFirst()).tokens(0);
      for (Answer answer : answers.subList(1, 6)) {
        assertThat(Heard.of(answer).tokens(0)).hasSameSizeAs(first);
      }
      // The first reads all; the others at most the last block.
      assertThat(scheduler.metrics().promptTokens()).isBetween(320L, 320L + 5 * 64);
    }
  }

  @Test
  void choicesShareThePromptAndDifferBySeed() throws Exception {
    int[] prompt = prompt(2, 130);
    SamplerSettings seeded = SamplerSettings.builder().temperature(1).seed(5).build();
    GenerationRequest one = GenerationRequest.of(prompt, seeded, options(20));
    try (Scheduler scheduler = start(deterministic())) {
      Heard heard = Heard.of(scheduler.submit(one.withChoices(3)));
      assertThat(scheduler.metrics().promptTokens()).isEqualTo(130);
      for (int choice = 0; choice < 3; choice++) {
        SamplerSettings own = seeded.toBuilder().seed(5 + choice).build();
        assertThat(heard.tokens(choice))
            .isEqualTo(
                Heard.of(scheduler.submit(GenerationRequest.of(prompt, own, options(20))))
                    .tokens(0));
      }
      assertThat(heard.tokens(0)).isNotEqualTo(heard.tokens(1));
      assertNothingIsHeld(scheduler);
    }
  }

  @Test
  void aCancelledAnswerEndsAndGivesItsMemoryBack() throws Exception {
    try (Scheduler scheduler = start(SchedulerOptions.defaults().withParallel(1))) {
      Answer first = scheduler.submit(request(prompt(1, 10), 500));
      Answer second = scheduler.submit(request(prompt(2, 10), 3).withChoices(1));
      while (!(first.next() instanceof AnswerEvent.Token)) {
        // Goes on until it generates.
      }
      first.cancel();
      assertThat(Heard.of(first).ended(0).reason()).isEqualTo(StopReason.CANCELLED);
      assertThat(Heard.of(second).tokens(0)).hasSize(3);
      assertNothingIsHeld(scheduler);
      assertThat(scheduler.metrics().cancelled()).isEqualTo(1);
    }
  }

  @Test
  void allChoicesOfARequestThatIsCancelledEarlyEnd() throws Exception {
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      Answer answer = scheduler.submit(request(prompt(1, 400), 50).withChoices(3));
      answer.cancel();
      Heard heard = Heard.of(answer);
      for (int choice = 0; choice < 3; choice++) {
        assertThat(heard.ended(choice).reason()).isEqualTo(StopReason.CANCELLED);
      }
      assertNothingIsHeld(scheduler);
    }
  }

  @Test
  void cancellingAtRandomLeaksNothing() throws Exception {
    Random random = new Random(1);
    try (Scheduler scheduler = start(SchedulerOptions.defaults().withQueueLength(1000))) {
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        int length = 1 + random.nextInt(200);
        Answer answer =
            scheduler.submit(
                request(prompt(random.nextInt(5), length), 1 + random.nextInt(60))
                    .withChoices(1 + random.nextInt(2)));
        answers.add(answer);
        if (random.nextBoolean()) {
          answers.get(random.nextInt(answers.size())).cancel();
        }
        if (i % 10 == 0) {
          answers.get(random.nextInt(answers.size())).next(5, TimeUnit.MILLISECONDS);
        }
      }
      for (Answer answer : answers) {
        if (!answer.isOver()) {
          Heard.of(answer);
        }
      }
      assertNothingIsHeld(scheduler);
      assertThat(scheduler.present()).isZero();
      assertThat(scheduler.metrics().accepted())
          .isEqualTo(scheduler.metrics().finished() + scheduler.metrics().cancelled());
    }
  }

  @Test
  void tooManyRequestsAreRefused() throws Exception {
    SchedulerOptions one = SchedulerOptions.defaults().withParallel(1).withQueueLength(1);
    try (Scheduler scheduler = start(one)) {
      Answer first = scheduler.submit(request(prompt(1, 10), 400));
      Answer second = scheduler.submit(request(prompt(1, 10), 4));
      assertThatThrownBy(() -> scheduler.submit(request(prompt(1, 10), 4)))
          .isInstanceOf(BusyException.class)
          .hasMessageContaining("1 are waiting");
      first.cancel();
      assertThat(Heard.of(second).tokens(0)).hasSize(4);
    }
  }

  @Test
  void whatCannotBeAnsweredIsRefusedAtOnce() throws Exception {
    try (Scheduler scheduler = start(SchedulerOptions.defaults().withParallel(2))) {
      assertThatThrownBy(() -> scheduler.submit(request(prompt(1, 512), 4)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the prompt has 512 tokens and does not fit: with a context of 512 tokens it may have at most 511");
      assertThatThrownBy(() -> scheduler.submit(request(prompt(1, 5), 4).withChoices(3)))
          .hasMessageStartingWith("n: 3 answers");
      assertThatThrownBy(() -> scheduler.submit(request(new int[] {320}, 4)))
          .hasMessageContaining("token 320 is not in the vocabulary");
      assertThat(scheduler.present()).isZero();
    }
  }

  @Test
  void anAnswerWhoseTimeIsOverEndsWithWhatItHas() throws Exception {
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      GenerationRequest request = request(prompt(1, 10), -1).withTimeout(Duration.ofMillis(1));
      Heard heard = Heard.of(scheduler.submit(request));
      assertThat(heard.ended(0).reason()).isEqualTo(StopReason.TIMED_OUT);
    }
  }

  @Test
  void theContextEndsAnAnswer() throws Exception {
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      Heard heard = Heard.of(scheduler.submit(request(prompt(1, 500), -1)));
      assertThat(heard.ended(0).reason()).isEqualTo(StopReason.CONTEXT_FULL);
      assertThat(heard.tokens(0)).hasSize(12);
    }
  }

  @Test
  void probabilitiesAreToldForPromptAndAnswer() throws Exception {
    int[] prompt = prompt(1, 80);
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      Heard.of(scheduler.submit(request(prompt, 1)));
      Heard heard = Heard.of(scheduler.submit(request(prompt, 4).withLogprobs(3, true)));
      List<AnswerEvent.PromptToken> read = heard.all(AnswerEvent.PromptToken.class);
      assertThat(read).hasSize(79);
      for (int i = 0; i < 79; i++) {
        assertThat(read.get(i).position()).isEqualTo(i + 1);
        assertThat(read.get(i).logprobs().chosen().token()).isEqualTo(prompt[i + 1]);
      }
      for (AnswerEvent.Token token : heard.all(AnswerEvent.Token.class)) {
        TokenLogprobs logprobs = Objects.requireNonNull(token.logprobs());
        assertThat(logprobs.top()).hasSize(3);
        assertThat(logprobs.chosen().logprob()).isEqualTo(logprobs.top().getFirst().logprob());
        assertThat(logprobs.top().stream().mapToDouble(t -> Math.exp(t.logprob())).sum())
            .isBetween(0.0, 1.0001);
      }
    }
  }

  @Test
  void closingFinishesWhatIsThere() throws Exception {
    Scheduler scheduler = start(SchedulerOptions.defaults());
    Answer answer = scheduler.submit(request(prompt(1, 50), 30));
    scheduler.close(Duration.ofMinutes(1));
    assertThat(Heard.of(answer).tokens(0)).hasSize(30);
    assertThatThrownBy(() -> scheduler.submit(request(prompt(1, 50), 30)))
        .isInstanceOf(BusyException.class);
  }

  @Test
  void otherWorkIsDoneBetweenSteps() throws Exception {
    try (Scheduler scheduler = start(SchedulerOptions.defaults())) {
      Answer answer = scheduler.submit(request(prompt(1, 50), 300));
      assertThat(scheduler.execute(() -> 42).get()).isEqualTo(42);
      assertThat(scheduler.status().get().running()).hasSizeLessThanOrEqualTo(1);
      answer.cancel();
    }
  }

  private Scheduler start(SchedulerOptions options) throws Exception {
    return Scheduler.start(model, options);
  }

  private static SchedulerOptions deterministic() {
    return SchedulerOptions.defaults().withDeterministic(true);
  }

  private static void assertNothingIsHeld(Scheduler scheduler) throws Exception {
    SchedulerStatus status = scheduler.forgetUnused().get();
    assertThat(status.running()).isEmpty();
    assertThat(status.cache().free()).isEqualTo(status.cache().total());
  }

  private static GenerationRequest request(int[] prompt, int tokens) {
    return GenerationRequest.of(prompt, GREEDY, options(tokens));
  }

  private static GenerationOptions options(int tokens) {
    return new GenerationOptions(tokens, List.of(), true, false);
  }

  private static int[] prompt(int seed, int length) {
    return new Random(seed).ints(length, 0, 250).toArray();
  }
}
