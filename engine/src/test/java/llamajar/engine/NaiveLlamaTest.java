package llamajar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.gguf.GgufFile;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorType;
import llamajar.testkit.TinyModels;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the llama architecture makes of a file, feature by feature, against [NaiveLlama].
class NaiveLlamaTest {
  private static final double FLOAT_ERROR = 5e-6;
  private static final int LENGTH = 150;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void groupedHeadsAndAnOutputMatrix(CpuTier tier) throws Exception {
    check(tier, TinyModels.llama(), plainAngles(16, 10_000), 1, 16, 0);
  }

  @ParameterizedTest
  @EnumSource
  void biasesAndTiedEmbedding(CpuTier tier) throws Exception {
    check(tier, TinyModels.llama().biases(true).tied(true), plainAngles(16, 10_000), 1, 16, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aSingleKeyValueHead(CpuTier tier) throws Exception {
    check(tier, TinyModels.llama().heads(4, 1), plainAngles(16, 10_000), 1, 16, 0);
  }

  @ParameterizedTest
  @EnumSource
  void anotherBaseAndPartialRotation(CpuTier tier) throws Exception {
    TinyModels model =
        TinyModels.llama()
            .with("llama.rope.freq_base", MetadataValue.f32(500_000))
            .with("llama.rope.dimension_count", MetadataValue.u32(8));
    check(tier, model, plainAngles(8, 500_000), 1, 16, 0);
  }

  @ParameterizedTest
  @EnumSource
  void linearScaling(CpuTier tier) throws Exception {
    TinyModels model =
        TinyModels.llama()
            .with("llama.rope.scaling.type", MetadataValue.string("linear"))
            .with("llama.rope.scaling.factor", MetadataValue.f32(4));
    check(tier, model, angles(16, t -> Math.pow(10_000, -t / 8.0) / 4), 1, 16, 0);
  }

  @ParameterizedTest
  @EnumSource
  void storedFrequencyFactors(CpuTier tier) throws Exception {
    float[] factors = {1, 1, 1.5f, 2, 4, 8, 8, 8};
    TinyModels model = TinyModels.llama().with("rope_freqs.weight", factors);
    check(tier, model, angles(16, t -> Math.pow(10_000, -t / 8.0) / factors[t]), 1, 16, 0);
  }

  @ParameterizedTest
  @EnumSource
  void yarnScaling(CpuTier tier) throws Exception {
    TinyModels model =
        TinyModels.llama()
            .with("llama.rope.scaling.type", MetadataValue.string("yarn"))
            .with("llama.rope.scaling.factor", MetadataValue.f32(4))
            .with("llama.rope.scaling.original_context_length", MetadataValue.u32(128));
    // c(32) = -0.39 and c(1) = 2.62: pair 0 keeps its angle, pairs from 3 on are divided by 4.
    double[] kept = {1, 2 / 3.0, 1 / 3.0, 0, 0, 0, 0, 0};
    check(
        tier,
        model,
        angles(16, t -> Math.pow(10_000, -t / 8.0) * (kept[t] + (1 - kept[t]) / 4)),
        1 + 0.1 * Math.log(4),
        16,
        0);
  }

  @ParameterizedTest
  @EnumSource
  void aSlidingWindow(CpuTier tier) throws Exception {
    TinyModels model =
        TinyModels.llama().with("llama.attention.sliding_window", MetadataValue.u32(20));
    check(tier, model, plainAngles(16, 10_000), 1, 16, 20);
  }

  @ParameterizedTest
  @EnumSource
  void headsLongerThanTheirShareOfTheHiddenState(CpuTier tier) throws Exception {
    TinyModels model = TinyModels.llama().heads(2, 1);
    check(tier, model, plainAngles(32, 10_000), 1, 32, 0);
  }

  @ParameterizedTest
  @EnumSource
  void quantizedWeights(CpuTier tier) throws Exception {
    TinyModels model =
        TinyModels.llama()
            .embedding(256)
            .feedForward(512)
            .perTensor(name ->
                name.contains("attn")
                    ? TensorType.IQ3_S
                    : name.contains("ffn_down") ? TensorType.Q6_K : TensorType.IQ2_XS);
    // A few hundred weights a row and three layers of random ones: rounding to eight bits shows.
    double allowed = tier.quantizesActivations() ? 0.05 : FLOAT_ERROR;
    check(tier, model, plainAngles(64, 10_000), 1, 64, 0, allowed);
  }

  private void check(
      CpuTier tier,
      TinyModels tiny,
      DoubleUnaryOperator[] angles,
      double magnitude,
      int headLength,
      int window)
      throws Exception {
    check(tier, tiny, angles, magnitude, headLength, window, FLOAT_ERROR);
  }

  private void check(
      CpuTier tier,
      TinyModels tiny,
      DoubleUnaryOperator[] angles,
      double magnitude,
      int headLength,
      int window,
      double allowed)
      throws Exception {
    assumeTrue(tier.whyUnavailable().isEmpty(), () -> "no tier " + tier);
    Path path = tiny.write(folder.resolve("tiny.gguf"));
    ModelOptions options =
        ModelOptions.defaults()
            .withKvType(KvType.F32)
            .withTier(tier)
            .withThreads(1, 2)
            .withBatchLength(60);
    try (LlamaModel model = LlamaModel.open(path, options);
        GgufFile file = GgufFile.open(path)) {
      int[] tokens = new Random(7).ints(LENGTH, 0, model.vocabularySize()).toArray();
      float[] expected = new float[LENGTH * model.vocabularySize()];
      NaiveLlama naive = new NaiveLlama(file, angles, magnitude, headLength, window);
      for (int i = 0; i < LENGTH; i++) {
        double[] logits = naive.next(tokens[i]);
        for (int token = 0; token < logits.length; token++) {
          expected[i * logits.length + token] = (float) logits[token];
        }
      }
      int[] positions = IntStream.range(0, LENGTH).toArray();
      for (boolean oneAtATime : new boolean[] {false, true}) {
        float[] actual = GoldenLogits.run(model, tokens, positions, oneAtATime);
        assertThat(GoldenLogits.relativeError(actual, expected)).isLessThan(allowed);
      }
    }
  }

  private static DoubleUnaryOperator[] plainAngles(int dimensions, double base) {
    return angles(dimensions, t -> Math.pow(base, -2.0 * t / dimensions));
  }

  private static DoubleUnaryOperator[] angles(int dimensions, IntToDoubleFunction frequency) {
    return IntStream.range(0, dimensions / 2)
        .<DoubleUnaryOperator>mapToObj(t -> position -> position * frequency.applyAsDouble(t))
        .toArray(DoubleUnaryOperator[]::new);
  }
}
