package llamajar.cuda.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.split.SplitBackend;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.simulated.SimulatedDevice;
import llamajar.cuda.simulated.SimulatedDriver;
import llamajar.cuda.simulated.SimulatedSetup;
import llamajar.engine.BackendProvider;
import llamajar.engine.GenerationOptions;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.engine.scheduler.Scheduler;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the token with the largest logit is all that is wanted, no more than its number is copied
/// from the device.
class GreedyTest {
  private static final int[] PROMPT = {1, 17, 42, 99, 5, 300, 7, 7, 12, 250, 3};
  private static final int TOKENS = 4;

  @TempDir Path folder;
  private Path file = Path.of("");
  private SimulatedDevice device =
      new SimulatedDriver(SimulatedSetup.of(80).withLateWork()).device(0);

  @BeforeEach
  void writeModel() throws Exception {
    file = TinyModels.llama().write(folder.resolve("tiny.gguf"));
  }

  private LlamaModel open(int firstLayer) throws Exception {
    Backend gpu = new CudaBackend(device, CodeLoader.DRIVER);
    BackendProvider provider =
        (program, options) ->
            firstLayer == 0
                ? gpu
                : new SplitBackend(
                    BackendProvider.CPU.backendFor(program, options),
                    List.of(new SplitBackend.Share(gpu, firstLayer)));
    ModelOptions options =
        ModelOptions.defaults().withThreads(1, 1).withBatchLength(16).withContextLength(64);
    return LlamaModel.open(file, options, provider);
  }

  /// Reading one by one, so that a captured graph is replayed.
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void fourBytesAreCopiedForAToken(int firstLayer) throws Exception {
    try (LlamaModel model = open(firstLayer)) {
      List<Integer> expected = byLogits(model);
      long before = device.bytesToHost();
      List<Integer> tokens = new ArrayList<>();
      try (Session session = model.newSession()) {
        int token = session.readForBest(PROMPT, Session.GO_ON);
        for (int i = 0; i < TOKENS; i++) {
          tokens.add(token);
          token = session.readForBest(new int[] {token}, Session.GO_ON);
        }
      }
      assertThat(tokens).isEqualTo(expected);
      assertThat(device.bytesToHost() - before).isEqualTo(4L * (TOKENS + 1));
    }
  }

  private static List<Integer> byLogits(LlamaModel model) throws Exception {
    List<Integer> tokens = new ArrayList<>();
    try (Session session = model.newSession();
        Arena arena = Arena.ofConfined()) {
      MemorySegment logits = arena.allocate(ValueLayout.JAVA_FLOAT, model.vocabularySize());
      session.read(PROMPT, logits, Session.GO_ON);
      for (int i = 0; i < TOKENS; i++) {
        int best = 0;
        for (int token = 0; token < model.vocabularySize(); token++) {
          float logit = logits.getAtIndex(ValueLayout.JAVA_FLOAT, token);
          best = logit > logits.getAtIndex(ValueLayout.JAVA_FLOAT, best) ? token : best;
        }
        tokens.add(best);
        session.read(new int[] {best}, logits, Session.GO_ON);
      }
    }
    return tokens;
  }

  @Test
  void theSchedulerCopiesNoLogitsUnlessSomebodyWantsThem() throws Exception {
    try (LlamaModel model = open(0);
        Scheduler scheduler = Scheduler.start(model, SchedulerOptions.defaults())) {
      long before = device.bytesToHost();
      assertThat(answer(scheduler, request())).isEqualTo(byLogits(model));
      long logits = 4L * model.vocabularySize() * (TOKENS + 1);
      assertThat(device.bytesToHost() - before).isEqualTo(4L * TOKENS + logits);

      before = device.bytesToHost();
      assertThat(answer(scheduler, request().withLogprobs(2, false))).hasSize(TOKENS);
      assertThat(device.bytesToHost() - before).isEqualTo(4L * model.vocabularySize() * TOKENS);
    }
  }

  private static GenerationRequest request() {
    SamplerSettings greedy = SamplerSettings.builder().temperature(0).build();
    GenerationOptions options = new GenerationOptions(TOKENS, List.of(), false, true);
    return GenerationRequest.of(PROMPT, greedy, options);
  }

  private static List<Integer> answer(Scheduler scheduler, GenerationRequest request)
      throws Exception {
    List<Integer> tokens = new ArrayList<>();
    try (Answer answer = scheduler.submit(request)) {
      while (!answer.isOver()) {
        if (answer.next() instanceof AnswerEvent.Token token) {
          tokens.add(token.token());
        }
      }
    }
    return tokens;
  }
}
