package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.gguf.MetadataValue;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions of a model whose layers see a window only, and give back what is behind it.
class SlidingWindowTest {
  private static final int WINDOW = 70;
  private static final int LENGTH = 900;

  @TempDir private Path folder;

  @Test
  void whatIsGivenBackIsNotMissed() throws Exception {
    int[] tokens = new Random(4).ints(LENGTH, 0, 320).toArray();
    try (LlamaModel whole = open(LENGTH);
        LlamaModel pieces = open(50);
        Session session = pieces.newSession()) {
      session.read(tokens, position -> false, (position, row) -> {}, Session.GO_ON);
      for (int length : new int[] {899, 880, 700, 320, 100, 0}) {
        session.truncate(length);
        int end = Math.min(LENGTH, length + 150);
        float[] expected = GoldenLogits.run(whole, tokens, new int[] {end - 1}, false);
        float[] actual = new float[whole.vocabularySize()];
        session.read(
            Arrays.copyOfRange(tokens, length, end),
            position -> position == end - 1,
            (position, row) -> {
              for (int i = 0; i < actual.length; i++) {
                actual[i] = row.getAtIndex(ValueLayout.JAVA_FLOAT, i);
              }
            },
            Session.GO_ON);
        assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(1e-6);
      }
    }
  }

  @Test
  void theCacheOfALongContextIsThatOfItsWindows() throws Exception {
    try (LlamaModel model = open(64)) {
      long perPosition = model.cacheElementsPerPosition() * Float.BYTES;
      assertThat(model.cacheBytes()).isLessThan(perPosition * model.contextLength() / 10);
    }
  }

  private LlamaModel open(int batchLength) throws Exception {
    Path path = folder.resolve("tiny.gguf");
    if (!path.toFile().exists()) {
      TinyModels.llama()
          .context(32_768)
          .with("llama.attention.sliding_window", MetadataValue.u32(WINDOW))
          .write(path);
    }
    return LlamaModel.open(
        path,
        ModelOptions.defaults()
            .withKvType(KvType.F32)
            .withTier(CpuTier.REFERENCE)
            .withThreads(2, 2)
            .withBatchLength(batchLength));
  }
}
