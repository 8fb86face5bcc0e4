package llamajar.engine;

import llamajar.compute.KvType;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.LoadMode;
import org.jspecify.annotations.Nullable;

/// How a model is opened.
///
/// @param contextLength most positions of a session; 0: what the model was made for
/// @param threads threads that generate
/// @param batchThreads threads that read prompts
/// @param batchLength most tokens computed together
/// @param kvType how keys and values are stored
/// @param tier kernels that compute; null: what suits the machine and the model
/// @param sessions most sessions at the same time
/// @param load where weights are while it is open
public record ModelOptions(
    int contextLength,
    int threads,
    int batchThreads,
    int batchLength,
    KvType kvType,
    @Nullable CpuTier tier,
    int sessions,
    LoadMode load) {

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException naming the option
  public ModelOptions {
    requireRange("context length", contextLength, 0);
    requireRange("threads", threads, 1);
    requireRange("threads for prompts", batchThreads, 1);
    requireRange("batch length", batchLength, 1);
    requireRange("sessions", sessions, 1);
  }

  /// What fits most uses: all physical cores, the model's own context, half-precision cache.
  public static ModelOptions defaults() {
    int threads = Processors.physicalCores();
    return new ModelOptions(0, threads, threads, 512, KvType.F16, null, 1, LoadMode.MMAP);
  }

  /// The same with another context length.
  public ModelOptions withContextLength(int positions) {
    return new ModelOptions(
        positions, threads, batchThreads, batchLength, kvType, tier, sessions, load);
  }

  /// The same with other numbers of threads.
  public ModelOptions withThreads(int generating, int reading) {
    return new ModelOptions(
        contextLength, generating, reading, batchLength, kvType, tier, sessions, load);
  }

  /// The same with another number of tokens computed together.
  public ModelOptions withBatchLength(int tokens) {
    return new ModelOptions(
        contextLength, threads, batchThreads, tokens, kvType, tier, sessions, load);
  }

  /// The same with another number format of the cache.
  public ModelOptions withKvType(KvType type) {
    return new ModelOptions(
        contextLength, threads, batchThreads, batchLength, type, tier, sessions, load);
  }

  /// The same with other kernels; null: what suits the machine and the model.
  public ModelOptions withTier(@Nullable CpuTier newTier) {
    return new ModelOptions(
        contextLength, threads, batchThreads, batchLength, kvType, newTier, sessions, load);
  }

  /// The same with another number of sessions.
  public ModelOptions withSessions(int count) {
    return new ModelOptions(
        contextLength, threads, batchThreads, batchLength, kvType, tier, count, load);
  }

  /// The same with weights elsewhere.
  public ModelOptions withLoad(LoadMode mode) {
    return new ModelOptions(
        contextLength, threads, batchThreads, batchLength, kvType, tier, sessions, mode);
  }

  private static void requireRange(String what, int value, int least) {
    if (value < least || value > 1 << 24) {
      throw new IllegalArgumentException(
          "%s: %d is not between %d and %d".formatted(what, value, least, 1 << 24));
    }
  }
}
