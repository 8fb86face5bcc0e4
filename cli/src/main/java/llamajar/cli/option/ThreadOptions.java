package llamajar.cli.option;

import llamajar.engine.ModelOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `-t`, `-tb`: how many threads compute.
public final class ThreadOptions {
  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "threads that generate (default: one for each core)")
  private @Nullable Integer threads;

  @Option(
      names = {"-tb", "--threads-batch"},
      paramLabel = "N",
      description = "threads that read prompts (default: as many as -t)")
  private @Nullable Integer batchThreads;

  /// The options with the threads that were asked for.
  ///
  /// @throws UsageException if a number is out of range
  public ModelOptions apply(ModelOptions options) {
    int generating =
        threads == null ? options.threads() : Counts.inRange("-t", threads, 1, Counts.MOST_THREADS);
    int reading = generating;
    if (batchThreads != null) {
      reading = Counts.inRange("-tb", batchThreads, 1, Counts.MOST_THREADS);
    } else if (threads == null) {
      reading = options.batchThreads();
    }
    return options.withThreads(generating, reading);
  }
}
