package llamajar.cuda.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.cuda.TestDevice;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.engine.BackendProvider;
import llamajar.engine.CacheSize;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layers that see a window have blocks of their own, fewer than others.
class SlidingWindowTest {
  private static final int[] TOKENS = new Random(4).ints(260, 0, 320).toArray();

  @TempDir Path folder;

  @Test
  void sequencesLongerThanTheWindowComputeWhatPlainJavaDoes() throws Exception {
    Path file =
        TinyModels.llama()
            .layers(1)
            .context(4096)
            .with("llama.attention.sliding_window", MetadataValue.u32(20))
            .write(folder.resolve("tiny.gguf"));
    float[] expected = logits(file, BackendProvider.CPU);
    CudaDevice device = TestDevice.device();
    List<MemoryNeed> needs = new ArrayList<>();
    BackendProvider provider =
        (program, options) -> {
          CacheSize size = CacheSize.of(program, options);
          assertThat(size.windowBlocks()).isLessThan(size.blocks());
          for (int blocks : new int[] {size.windowBlocks(), size.blocks()}) {
            needs.add(
                MemoryNeed.of(
                    program,
                    device,
                    options.batchLength(),
                    options.kvType(),
                    size.blocks(),
                    blocks,
                    CachePlace.DEVICE));
          }
          return new CudaBackend(device, CodeLoader.DRIVER);
        };
    float[] actual = logits(file, provider);

    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(difference / size)).isLessThan(1e-3);
    assertThat(needs.get(0).cache()).isLessThan(needs.get(1).cache() / 2);
  }

  /// Logits behind a text that was read, taken back in part, and read on.
  private static float[] logits(Path file, BackendProvider provider) throws Exception {
    ModelOptions options =
        ModelOptions.defaults()
            .withTier(CpuTier.REFERENCE)
            .withThreads(1, 1)
            .withKvType(KvType.F32)
            .withBatchLength(48)
            .withContextLength(4096);
    try (LlamaModel model = LlamaModel.open(file, options, provider);
        Session session = model.newSession()) {
      session.read(TOKENS, position -> false, (position, row) -> {}, Session.GO_ON);
      session.truncate(200);
      float[] logits = new float[model.vocabularySize()];
      int end = 210;
      session.read(
          Arrays.copyOfRange(TOKENS, 200, end),
          position -> position == end - 1,
          (position, row) ->
              System.arraycopy(row.toArray(ValueLayout.JAVA_FLOAT), 0, logits, 0, logits.length),
          Session.GO_ON);
      return logits;
    }
  }
}
