package llamajar.engine.scheduler;

import java.util.concurrent.atomic.AtomicLong;

/// What a scheduler has done since it was started. Any thread may read.
public final class SchedulerMetrics {
  final AtomicLong accepted = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong finished = new AtomicLong();
  final AtomicLong cancelled = new AtomicLong();
  final AtomicLong timedOut = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  final AtomicLong promptTokens = new AtomicLong();
  final AtomicLong cachedTokens = new AtomicLong();
  final AtomicLong tokens = new AtomicLong();
  final AtomicLong preemptions = new AtomicLong();
  final Distribution batchRows =
      new Distribution(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096);
  final Distribution stepSeconds = Distribution.ofSeconds();
  final Distribution firstTokenSeconds = Distribution.ofSeconds();
  final Distribution nextTokenSeconds = Distribution.ofSeconds();

  SchedulerMetrics() {}

  /// Requests that were taken.
  public long accepted() {
    return accepted.get();
  }

  /// Requests that were refused because too many were waiting.
  public long refused() {
    return refused.get();
  }

  /// Requests that ended by themselves.
  public long finished() {
    return finished.get();
  }

  /// Requests that their sender ended.
  public long cancelled() {
    return cancelled.get();
  }

  /// Requests whose time was over.
  public long timedOut() {
    return timedOut.get();
  }

  /// Requests that failed.
  public long failed() {
    return failed.get();
  }

  /// Prompt tokens that were computed.
  public long promptTokens() {
    return promptTokens.get();
  }

  /// Prompt tokens that were in the cache.
  public long cachedTokens() {
    return cachedTokens.get();
  }

  /// Tokens that were generated.
  public long tokens() {
    return tokens.get();
  }

  /// How often an answer had to give its memory to an older one and read its tokens again later.
  public long preemptions() {
    return preemptions.get();
  }

  /// Tokens computed together.
  public Distribution batchRows() {
    return batchRows;
  }

  /// Seconds that steps took.
  public Distribution stepSeconds() {
    return stepSeconds;
  }

  /// Seconds from a request's arrival to its first token.
  public Distribution firstTokenSeconds() {
    return firstTokenSeconds;
  }

  /// Seconds from a token of an answer to its next.
  public Distribution nextTokenSeconds() {
    return nextTokenSeconds;
  }
}
