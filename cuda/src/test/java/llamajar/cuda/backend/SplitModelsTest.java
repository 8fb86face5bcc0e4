package llamajar.cuda.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Program;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.split.Layers;
import llamajar.compute.split.SplitBackend;
import llamajar.compute.split.SplitBackend.Share;
import llamajar.cuda.TestDevice;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
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

/// Models with some layers on a GPU, and with layers on two, beside the same models in plain Java.
class SplitModelsTest {
  private static final int[] PROMPT = {1, 17, 42, 99, 5, 300, 7, 7, 12, 250, 3};

  /// The last tokens come one by one, so that a captured graph is replayed.
  private static final int ONE_BY_ONE = 3;

  /// Rows are short: activations have 16 bits.
  private static final double ALLOWED_ERROR = 1e-3;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"IQ3_XXS", "IQ2_S"})
  void lastLayersOnTheGpuComputeWhatPlainJavaDoes(TensorType type) throws Exception {
    Path file = wide(type);
    float[] expected = logits(file, BackendProvider.CPU);
    CudaDevice device = TestDevice.device();
    check(logits(file, provider(List.of(1), List.of(device))), expected);
  }

  @Test
  void twoGpusComputeWhatPlainJavaDoes() throws Exception {
    Path file = wide(TensorType.IQ4_XS);
    float[] expected = logits(file, BackendProvider.CPU);
    SimulatedDriver driver = twoDevices(true);
    // The embeddings are the processor's.
    List<CudaDevice> devices = List.of(driver.device(0), driver.device(1));
    check(logits(file, provider(List.of(0, 1), devices)), expected);
    assertThat(driver.openHandles()).isEmpty();
  }

  @Test
  void memoryThatEndsOnOneGpuLeavesNothingOnTheOther() throws Exception {
    Path file = TinyModels.llama().write(folder.resolve("tiny.gguf"));
    for (int number = 1; ; number++) {
      SimulatedDriver driver = twoDevices(false);
      driver.failures().failAt(Failures.Point.ALLOCATION, number);
      BackendProvider provider =
          provider(List.of(0, 1), List.of(driver.device(0), driver.device(1)));
      try (LlamaModel model = LlamaModel.open(file, options(), provider)) {
        assertThat(model.backend().name()).endsWith("+cuda");
        // Each GPU allocates, so that both have failed.
        assertThat(number).isGreaterThan(10);
        return;
      } catch (ModelException e) {
        assertThat(e).hasMessageContaining("tiny.gguf").hasMessageContaining("GPU");
      }
      assertThat(driver.openHandles()).as("after allocation %d failed", number).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(CachePlace.class)
  void whatIsTakenIsWhatWasForeseen(CachePlace place) throws Exception {
    Path file = TinyModels.llama().write(folder.resolve("tiny.gguf"));
    CudaDevice device = new SimulatedDriver(SimulatedSetup.of(80)).device(0);
    List<MemoryNeed> foreseen = new ArrayList<>();
    BackendProvider provider =
        (program, options) -> {
          Program last = Layers.of(program).parts(List.of(1)).getLast().program();
          int blocks = KvStore.blocksFor(options.contextLength());
          foreseen.add(
              MemoryNeed.of(
                  last, device, options.batchLength(), options.kvType(), blocks, blocks, place));
          Backend cpu = BackendProvider.CPU.backendFor(program, options);
          Backend gpu = new CudaBackend(device, CodeLoader.DRIVER, place);
          return new SplitBackend(cpu, List.of(new Share(gpu, 1)));
        };
    try (CudaContext context = device.retainContext()) {
      context.makeCurrent();
      long before = context.memoryInfo().free();
      try (LlamaModel model = LlamaModel.open(file, options(), provider)) {
        long taken = before - context.memoryInfo().free();
        assertThat(model.vocabularySize()).isPositive();
        assertThat(foreseen.getFirst().total()).isBetween(taken * 95 / 100, taken + 4096);
      }
    }
  }

  private Path wide(TensorType type) throws Exception {
    return TinyModels.llama()
        .embedding(256)
        .feedForward(256)
        .type(type)
        .write(folder.resolve("wide.gguf"));
  }

  private static SimulatedDriver twoDevices(boolean late) {
    SimulatedSetup setup = SimulatedSetup.of(80).withDevices(80, 80);
    return new SimulatedDriver(late ? setup.withLateWork() : setup);
  }

  private static void check(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(difference / size)).isLessThan(ALLOWED_ERROR);
  }

  private static BackendProvider provider(List<Integer> firstLayers, List<CudaDevice> devices) {
    return (program, options) -> {
      Backend cpu = BackendProvider.CPU.backendFor(program, options);
      List<Share> shares = new ArrayList<>();
      for (int i = 0; i < devices.size(); i++) {
        Backend cuda = new CudaBackend(devices.get(i), CodeLoader.DRIVER);
        shares.add(new Share(cuda, firstLayers.get(i)));
      }
      return new SplitBackend(cpu, shares);
    };
  }

  private static ModelOptions options() {
    return ModelOptions.defaults()
        .withTier(CpuTier.REFERENCE)
        .withThreads(1, 1)
        .withKvType(KvType.F32)
        .withBatchLength(6)
        .withContextLength(64);
  }

  /// The logits of the last tokens, of which only these are wanted.
  private static float[] logits(Path file, BackendProvider provider) throws Exception {
    try (LlamaModel model = LlamaModel.open(file, options(), provider);
        Session session = model.newSession()) {
      int width = model.vocabularySize();
      float[] rows = new float[(ONE_BY_ONE + 1) * width];
      int length = PROMPT.length - ONE_BY_ONE;
      for (int end = length; end <= PROMPT.length; end++) {
        int first = session.length();
        int[] next = Arrays.copyOfRange(PROMPT, first, end);
        int last = end - 1;
        session.read(
            next,
            position -> position == last,
            (position, row) -> {
              float[] values = row.toArray(ValueLayout.JAVA_FLOAT);
              System.arraycopy(values, 0, rows, (last + 1 - length) * width, width);
            },
            Session.GO_ON);
      }
      return rows;
    }
  }
}
