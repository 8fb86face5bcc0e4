package llamajar.engine.synth;

import java.util.List;

/// The published sizes of models that people run.
final class KnownShapes {
  private static final int M128K = 131_072;

  private KnownShapes() {}

  static List<SynthShape> all() {
    return List.of(
        llama("llama-3.2-1b", 16, 2048, 8192, 32, 8, 64, 128_256, M128K, 5e5f, 32, true),
        llama("llama-3.2-3b", 28, 3072, 8192, 24, 8, 128, 128_256, M128K, 5e5f, 32, true),
        llama("llama-3.1-8b", 32, 4096, 14_336, 32, 8, 128, 128_256, M128K, 5e5f, 8, false),
        llama("mistral-7b", 32, 4096, 14_336, 32, 8, 128, 32_000, 32_768, 1e6f, 1, false),
        llama("bench-1.1b", 16, 2048, 8192, 32, 8, 64, 32_000, 4096, 1e4f, 1, false),
        llama("mixtral-8x7b", 32, 4096, 14_336, 32, 8, 128, 32_000, 32_768, 1e6f, 1, false)
            .withFamily(SynthFamily.LLAMA.withExperts(8, 2, 14_336)),
        llama("qwen2.5-0.5b", 24, 896, 4864, 14, 2, 64, 151_936, 32_768, 1e6f, 1, true)
            .withFamily(SynthFamily.QWEN2)
            .withRmsEpsilon(1e-6f),
        llama("qwen2.5-7b", 28, 3584, 18_944, 28, 4, 128, 152_064, 32_768, 1e6f, 1, false)
            .withFamily(SynthFamily.QWEN2)
            .withRmsEpsilon(1e-6f),
        qwen3("qwen3-0.6b", 28, 1024, 3072, 16, 8, true),
        qwen3("qwen3-1.7b", 28, 2048, 6144, 16, 8, true),
        qwen3("qwen3-4b", 36, 2560, 9728, 32, 8, true),
        qwen3("qwen3-8b", 36, 4096, 12_288, 32, 8, false),
        qwen3("qwen3-14b", 40, 5120, 17_408, 40, 8, false),
        qwen3("qwen3-30b-a3b", 48, 2048, 6144, 32, 4, false)
            .withFamily(SynthFamily.QWEN3_MOE.withExperts(128, 8, 768)),
        gemma3("gemma-3-270m", 18, 640, 2048, 4, 1, 262_144, 32_768, 512),
        gemma3("gemma-3-1b", 26, 1152, 6912, 4, 1, 262_144, 32_768, 512),
        gemma3("gemma-3-4b", 34, 2560, 10_240, 8, 4, 262_208, M128K, 1024),
        gemma3("gemma-3-12b", 48, 3840, 15_360, 16, 8, 262_208, M128K, 1024),
        llama("phi-3-mini", 32, 3072, 8192, 32, 32, 96, 32_064, 4096, 1e4f, 1, false)
            .withFamily(SynthFamily.PHI3.withWindow(2047)),
        llama("phi-4", 40, 5120, 17_920, 40, 10, 128, 100_352, 16_384, 250_000, 1, false)
            .withFamily(SynthFamily.PHI3),
        llama("gpt-oss-20b", 24, 2880, 2880, 64, 8, 64, 201_088, M128K, 150_000, 1, false)
            .withFamily(SynthFamily.GPT_OSS.withExperts(32, 4, 2880).withWindow(128)));
  }

  private static SynthShape llama(
      String name,
      int layers,
      int embedding,
      int feedForward,
      int heads,
      int headsKv,
      int headLength,
      int vocabulary,
      int context,
      float ropeBase,
      float ropeFactor,
      boolean tied) {
    return new SynthShape(
        name,
        layers,
        embedding,
        feedForward,
        heads,
        headsKv,
        headLength,
        vocabulary,
        context,
        ropeBase,
        ropeFactor,
        tied,
        1e-5f);
  }

  private static SynthShape qwen3(
      String name,
      int layers,
      int embedding,
      int feedForward,
      int heads,
      int headsKv,
      boolean tied) {
    return llama(
            name,
            layers,
            embedding,
            feedForward,
            heads,
            headsKv,
            128,
            151_936,
            40_960,
            1e6f,
            1,
            tied)
        .withFamily(SynthFamily.QWEN3)
        .withRmsEpsilon(1e-6f);
  }

  private static SynthShape gemma3(
      String name,
      int layers,
      int embedding,
      int feedForward,
      int heads,
      int headsKv,
      int vocabulary,
      int context,
      int window) {
    return llama(
            name,
            layers,
            embedding,
            feedForward,
            heads,
            headsKv,
            256,
            vocabulary,
            context,
            1e6f,
            1,
            true)
        .withFamily(SynthFamily.GEMMA3.withWindow(window))
        .withRmsEpsilon(1e-6f);
  }
}
