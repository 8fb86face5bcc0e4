package llamajar.engine.scheduler;

import java.time.Duration;

/// What a scheduler allows, and how it computes.
///
/// @param parallel most answers that are computed at the same time
/// @param queueLength most requests that wait for their turn; more are refused
/// @param cachePositions positions of keys and values kept for all answers together; 0: as many as
///   `parallel` answers of full length need. Memory is taken when it is first used
/// @param promptChunk most prompt tokens read in one step while other answers are being generated:
///   fewer keep those flowing, more read prompts faster
/// @param timeout for requests that have none of their own, from their arrival; zero: none
/// @param deterministic whether an answer is the same, bit by bit, whatever is computed beside it
///   and before it
public record SchedulerOptions(
    int parallel,
    int queueLength,
    int cachePositions,
    int promptChunk,
    Duration timeout,
    boolean deterministic) {

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException naming the option
  public SchedulerOptions {
    require("parallel", parallel, 1);
    require("queue length", queueLength, 0);
    require("cache positions", cachePositions, 0);
    require("prompt chunk", promptChunk, 1);
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout: %s is negative".formatted(timeout));
    }
  }

  /// Eight answers at a time, 256 waiting, no timeout, as fast as possible.
  public static SchedulerOptions defaults() {
    return new SchedulerOptions(8, 256, 0, 64, Duration.ZERO, false);
  }

  /// The same with another number of answers at the same time.
  public SchedulerOptions withParallel(int answers) {
    return new SchedulerOptions(
        answers, queueLength, cachePositions, promptChunk, timeout, deterministic);
  }

  /// The same with another limit of waiting requests.
  public SchedulerOptions withQueueLength(int requests) {
    return new SchedulerOptions(
        parallel, requests, cachePositions, promptChunk, timeout, deterministic);
  }

  /// The same with another size of the cache.
  public SchedulerOptions withCachePositions(int positions) {
    return new SchedulerOptions(
        parallel, queueLength, positions, promptChunk, timeout, deterministic);
  }

  /// The same with another number of prompt tokens per step.
  public SchedulerOptions withPromptChunk(int tokens) {
    return new SchedulerOptions(
        parallel, queueLength, cachePositions, tokens, timeout, deterministic);
  }

  /// The same with another timeout.
  public SchedulerOptions withTimeout(Duration limit) {
    return new SchedulerOptions(
        parallel, queueLength, cachePositions, promptChunk, limit, deterministic);
  }

  /// The same, deterministic or not.
  public SchedulerOptions withDeterministic(boolean value) {
    return new SchedulerOptions(parallel, queueLength, cachePositions, promptChunk, timeout, value);
  }

  private static void require(String what, int value, int least) {
    if (value < least || value > 1 << 28) {
      throw new IllegalArgumentException(
          "%s: %d is not between %d and %d".formatted(what, value, least, 1 << 28));
    }
  }
}
