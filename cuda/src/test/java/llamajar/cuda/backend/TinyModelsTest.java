package llamajar.cuda.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.cuda.TestDevice;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.simulated.Failures;
import llamajar.cuda.simulated.SimulatedDriver;
import llamajar.cuda.simulated.SimulatedSetup;
import llamajar.engine.BackendProvider;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.engine.source.ModelException;
import llamajar.gguf.TensorType;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Small models on the GPU beside the same models in plain Java, and what is left of them when the
/// driver fails.
class TinyModelsTest {
  private static final int[] PROMPT = {1, 17, 42, 99, 5, 300, 7, 7, 12, 250, 3};

  /// Of numbers that are stored as the processor stores them, but now and then are rounded to a
  /// neighbour, because they were computed in another order.
  private static final double STORED_ERROR = 3e-3;

  @TempDir Path folder;

  @Test
  void computesWhatPlainJavaDoes() throws Exception {
    Path file =
        TinyModels.llama().type(TensorType.Q8_0).biases(true).write(folder.resolve("tiny.gguf"));
    float[] expected;
    ModelOptions options = options().withTier(CpuTier.REFERENCE).withThreads(1, 1);
    try (LlamaModel model = LlamaModel.open(file, options)) {
      expected = lastLogits(model);
    }
    try (LlamaModel model = open(file, TestDevice.device())) {
      assertThat(relativeError(lastLogits(model), expected)).isLessThan(1e-3);
    }
  }

  /// With heads that have tiles, and whose blocks of 32 codes are whole.
  @ParameterizedTest
  @EnumSource(
      value = KvType.class,
      names = {"Q8_0", "BF16"})
  void keysAndValuesMayTakeLessRoom(KvType type) throws Exception {
    Path file = TinyModels.llama().embedding(128).heads(2, 1).write(folder.resolve("tiny.gguf"));
    ModelOptions options = options().withKvType(type);
    float[] expected;
    try (LlamaModel model =
        LlamaModel.open(file, options.withTier(CpuTier.REFERENCE).withThreads(1, 1))) {
      expected = lastLogits(model);
    }
    try (LlamaModel model = open(file, TestDevice.device(), options)) {
      assertThat(relativeError(lastLogits(model), expected)).isLessThan(STORED_ERROR);
    }
  }

  @Test
  void keysAndValuesInMainMemoryGiveTheSameBits() throws Exception {
    Path file = TinyModels.llama().write(folder.resolve("tiny.gguf"));
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(80).withLateWork());
    float[] expected;
    try (LlamaModel model = open(file, driver.device(0))) {
      expected = lastLogits(model);
    }
    BackendProvider provider =
        (program, options) ->
            new CudaBackend(driver.device(0), CodeLoader.DRIVER, CachePlace.MAIN_MEMORY);
    try (LlamaModel model = LlamaModel.open(file, options(), provider)) {
      assertThat(lastLogits(model)).isEqualTo(expected);
    }
  }

  @Test
  void mainMemoryThatCannotStayInPlaceIsToldAndLeavesNothingBehind() throws Exception {
    Path file = TinyModels.llama().layers(1).write(folder.resolve("tiny.gguf"));
    String message = "";
    for (int number = 1; ; number++) {
      SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(80));
      driver.failures().failAt(Failures.Point.PINNING, number);
      BackendProvider provider =
          (program, options) ->
              new CudaBackend(driver.device(0), CodeLoader.DRIVER, CachePlace.MAIN_MEMORY);
      try (LlamaModel model = LlamaModel.open(file, options(), provider)) {
        assertThat(model.vocabularySize()).isPositive();
        // The store is the last that is taken.
        assertThat(message).contains("of main memory that stays in place");
        return;
      } catch (ModelException e) {
        message = e.getMessage();
      }
      assertThat(driver.openHandles()).as("after pinning %d failed", number).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Failures.Point.class,
      names = {"ALLOCATION", "PINNING", "LOAD", "CREATE"})
  void failuresWhileOpeningLeaveNothingBehind(Failures.Point point) throws Exception {
    Path file = TinyModels.llama().layers(1).write(folder.resolve("tiny.gguf"));
    for (int number = 1; ; number++) {
      SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(80));
      driver.failures().failAt(point, number);
      try (LlamaModel model = open(file, driver.device(0))) {
        assertThat(model.vocabularySize()).isPositive();
        // No more calls to fail.
        assertThat(number).isGreaterThan(1);
        return;
      } catch (ModelException e) {
        assertThat(e).hasMessageContaining("tiny.gguf").hasMessageContaining("GPU");
      }
      assertThat(driver.openHandles()).as("after %s %d failed", point, number).isEmpty();
    }
  }

  @Test
  void failedWorkIsAnErrorOfTheRequest() throws Exception {
    Path file = TinyModels.llama().layers(1).write(folder.resolve("tiny.gguf"));
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(80));
    try (LlamaModel model = open(file, driver.device(0));
        Session session = model.newSession()) {
      driver.failures().failAt(Failures.Point.LAUNCH, 3);
      assertThatThrownBy(
              () -> session.read(PROMPT, position -> true, (p, logits) -> {}, Session.GO_ON))
          .isInstanceOf(CudaException.class);
    }
  }

  private static double relativeError(float[] actual, float[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  private static LlamaModel open(Path file, CudaDevice device) throws IOException {
    return open(file, device, options());
  }

  private static LlamaModel open(Path file, CudaDevice device, ModelOptions options)
      throws IOException {
    BackendProvider provider = (program, wanted) -> new CudaBackend(device, CodeLoader.DRIVER);
    return LlamaModel.open(file, options, provider);
  }

  private static ModelOptions options() {
    return ModelOptions.defaults().withKvType(KvType.F32).withBatchLength(16).withContextLength(64);
  }

  private static float[] lastLogits(LlamaModel model) throws Exception {
    float[] last = new float[model.vocabularySize()];
    try (Session session = model.newSession()) {
      session.read(
          PROMPT,
          position -> position == PROMPT.length - 1,
          (position, logits) -> {
            for (int i = 0; i < last.length; i++) {
              last[i] = logits.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
          },
          Session.GO_ON);
    }
    return last;
  }
}
