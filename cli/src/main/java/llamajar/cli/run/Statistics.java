package llamajar.cli.run;

import java.io.PrintStream;
import java.time.Duration;
import llamajar.engine.Generation;
import llamajar.engine.StopReason;

/// How long everything took.
///
/// @param loadTime until the first token could be read
/// @param generation what was made
/// @param seed of the random numbers
/// @param totalNanos all time from the start of loading
record Statistics(Duration loadTime, Generation generation, long seed, long totalNanos) {

  private static final double NANOS = 1e-9;

  void print(PrintStream err) {
    err.print(
        "\n  load   %17s %10.2f s\n".formatted("", seconds(loadTime))
            + speed("prompt", generation.promptTokens(), generation.promptTime())
            + speed("output", generation.tokens(), generation.time())
            + "  total  %17s %10.2f s   seed %d, %s\n"
                .formatted("", totalNanos * NANOS, seed, reason(generation.stopReason())));
    err.flush();
  }

  private static String speed(String what, int tokens, Duration time) {
    String line = "  %-6s %10d tokens %10.2f s".formatted(what, tokens, seconds(time));
    return tokens == 0 || time.isZero()
        ? line + "\n"
        : line + "%10.2f t/s\n".formatted(tokens / seconds(time));
  }

  private static double seconds(Duration time) {
    return time.toNanos() * NANOS;
  }

  private static String reason(StopReason reason) {
    return switch (reason) {
      case END_OF_GENERATION -> "the text has ended";
      case LENGTH -> "stopped after -n tokens";
      case STOP_TEXT -> "stopped at the text given with -r";
      case CONTEXT_FULL -> "the context is full";
      case CANCELLED -> "stopped";
      case TIMED_OUT -> "the time set for it was over";
    };
  }
}
