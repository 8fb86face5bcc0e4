package llamajar.cli.option;

import java.time.Duration;
import llamajar.engine.scheduler.SchedulerOptions;
import picocli.CommandLine.Option;

/// How many answers a server computes at a time, and how.
public final class SchedulingOptions {
  private static final int MOST_ANSWERS = 4096;
  private static final int MOST_REQUESTS = 1_000_000;
  private static final int MOST_SECONDS = 7 * 86_400;

  @Option(
      names = {"-np", "--parallel"},
      paramLabel = "N",
      description = "most answers that are computed at the same time (default: ${DEFAULT-VALUE})")
  private int parallel = SchedulerOptions.defaults().parallel();

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "most requests that wait; more are sent away (default: ${DEFAULT-VALUE})")
  private int queue = SchedulerOptions.defaults().queueLength();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "end answers that take longer; 0: never (default: ${DEFAULT-VALUE})")
  private int timeout = 600;

  @Option(
      names = "--cache-tokens",
      paramLabel = "N",
      description =
          "tokens whose keys and values are kept for all together; 0: -np times -c (default: 0)")
  private int cacheTokens;

  @Option(
      names = "--prompt-chunk",
      paramLabel = "N",
      description =
          "most prompt tokens read in a step while others are answered (default: ${DEFAULT-VALUE})")
  private int promptChunk = SchedulerOptions.defaults().promptChunk();

  @Option(
      names = "--deterministic",
      description = "give each request the same answer whatever else is computed; slower")
  private boolean deterministic;

  /// What was asked for.
  ///
  /// @throws UsageException if a number is out of range
  public SchedulerOptions options() {
    return SchedulerOptions.defaults()
        .withParallel(Counts.inRange("--parallel", parallel, 1, MOST_ANSWERS))
        .withQueueLength(Counts.inRange("--queue", queue, 0, MOST_REQUESTS))
        .withCachePositions(Counts.inRange("--cache-tokens", cacheTokens, 0, 1 << 28))
        .withPromptChunk(Counts.inRange("--prompt-chunk", promptChunk, 1, Counts.MOST_TOKENS))
        .withTimeout(Duration.ofSeconds(Counts.inRange("--timeout", timeout, 0, MOST_SECONDS)))
        .withDeterministic(deterministic);
  }
}
