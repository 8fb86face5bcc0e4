package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.engine.scheduler.Scheduler;
import llamajar.engine.scheduler.SchedulerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many requests to a model whose sequences have a recurrent state of their own.
@Timeout(120)
class RecurrentRequestsTest {
  private static final SamplerSettings GREEDY = SamplerSettings.builder().temperature(0).build();
  private static final int MADE = 24;

  @TempDir private Path folder;

  @Test
  void eachAnswerIsThatOfASessionWhateverIsAnsweredBesideIt() throws Exception {
    Path file = TinyHybrid.write("qwen35", folder.resolve("tiny.gguf"));
    try (LlamaModel model = LlamaModel.open(file, ModelOptions.defaults().withThreads(2, 2))) {
      List<int[]> prompts = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        // Some begin alike.
        int[] prompt = new Random(i % 3).ints(20 + 31 * i, 3, 300).toArray();
        prompts.add(prompt);
        expected.add(alone(model, prompt));
      }
      // Little memory, so that answers are interrupted and read again.
      SchedulerOptions options =
          SchedulerOptions.defaults().withParallel(3).withCachePositions(1024);
      try (Scheduler scheduler = Scheduler.start(model, options)) {
        for (int round = 0; round < 2; round++) {
          List<Answer> answers = new ArrayList<>();
          for (int[] prompt : prompts) {
            answers.add(scheduler.submit(request(prompt).withChoices(2)));
          }
          for (int i = 0; i < answers.size(); i++) {
            assertThat(texts(answers.get(i))).containsExactly(expected.get(i), expected.get(i));
          }
        }
      }
    }
  }

  private static GenerationRequest request(int[] prompt) {
    return GenerationRequest.of(prompt, GREEDY, options());
  }

  private static GenerationOptions options() {
    return new GenerationOptions(MADE, List.of(), true, false);
  }

  private static String alone(LlamaModel model, int[] prompt) throws Exception {
    try (Session session = model.newSession()) {
      return new Generator(model, session, model.newSampler(GREEDY), options())
          .generate(prompt, Session.GO_ON, piece -> true)
          .text();
    }
  }

  private static List<String> texts(Answer answer) throws InterruptedException {
    StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
    while (!answer.isOver()) {
      switch (answer.next()) {
        case AnswerEvent.Token token -> texts[token.choice()].append(token.text());
        case AnswerEvent.Ended ended -> texts[ended.choice()].append(ended.rest());
        case AnswerEvent.Failed failed -> throw new AssertionError(failed.message());
        case AnswerEvent.Finished finished -> {}
        case AnswerEvent.Reading reading -> {}
        case AnswerEvent.PromptToken token -> {}
      }
    }
    return List.of(texts[0].toString(), texts[1].toString());
  }
}
