package llamajar.engine;

import java.time.Duration;

/// What was generated, and how long it took.
///
/// @param text the generated text
/// @param promptTokens tokens read first; fewer than the prompt has if reading it was cancelled
/// @param promptTime time to read them
/// @param tokens tokens generated
/// @param time time from the first logits to the last token
/// @param stopReason why it ended
public record Generation(
    String text,
    int promptTokens,
    Duration promptTime,
    int tokens,
    Duration time,
    StopReason stopReason) {

  /// Prompt tokens per second.
  public double promptSpeed() {
    return perSecond(promptTokens, promptTime);
  }

  /// Generated tokens per second.
  public double speed() {
    return perSecond(tokens, time);
  }

  private static double perSecond(int count, Duration time) {
    return time.isZero() ? 0 : count / (time.toNanos() * 1e-9);
  }
}
