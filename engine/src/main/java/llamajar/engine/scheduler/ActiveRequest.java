package llamajar.engine.scheduler;

import java.time.Duration;
import java.util.List;
import llamajar.engine.sampling.SamplerChain;

/// A request in the scheduler, from its arrival to its last event.
final class ActiveRequest {
  final GenerationRequest request;
  final int[] prompt;
  final Answer answer = new Answer();

  /// One for each choice; they have the prompt already.
  final List<SamplerChain> samplers;

  private final long arrival = System.nanoTime();
  private final long timeoutNanos;
  private long started;
  private long firstToken;
  private int cachedTokens;
  private int tokens;
  private int open;
  private boolean failed;

  ActiveRequest(GenerationRequest request, List<SamplerChain> samplers, Duration timeout) {
    this.request = request;
    this.samplers = samplers;
    prompt = request.prompt();
    timeoutNanos = timeout.toNanos();
    open = request.choices();
  }

  boolean isTimedOut(long now) {
    return timeoutNanos > 0 && now - arrival >= timeoutNanos;
  }

  void start(long now) {
    started = now;
  }

  void foundInCache(int count) {
    // Whoever lost its memory finds its own tokens again.
    cachedTokens = Math.min(cachedTokens + count, prompt.length);
  }

  void tokenMade(long now) {
    if (tokens++ == 0) {
      firstToken = now;
    }
  }

  int cachedTokens() {
    return cachedTokens;
  }

  /// From the arrival to now.
  long age(long now) {
    return now - arrival;
  }

  /// Ends a choice.
  ///
  /// @return whether it was the last
  boolean end(AnswerEvent.Ended event, long now) {
    open--;
    if (!failed) {
      answer.add(event);
      if (open == 0) {
        answer.add(new AnswerEvent.Finished(usage(now)));
      }
    }
    return open == 0;
  }

  /// Tells why it can't go on. Its choices still have to end.
  void fail(String message) {
    if (!failed) {
      failed = true;
      answer.add(new AnswerEvent.Failed(message));
    }
  }

  boolean hasFailed() {
    return failed;
  }

  private AnswerUsage usage(long now) {
    long start = started == 0 ? now : started;
    long first = tokens == 0 ? now : firstToken;
    return new AnswerUsage(
        prompt.length,
        cachedTokens,
        tokens,
        Duration.ofNanos(start - arrival),
        Duration.ofNanos(first - start),
        Duration.ofNanos(now - first));
  }
}
