package llamajar.cli.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import llamajar.engine.Generation;
import llamajar.engine.StopReason;

/// How long everything took.
///
/// @param loadTime until the first token could be read
/// @param generation what was made
/// @param tokensRead tokens in the session at the end
/// @param seed of the random numbers
/// @param totalNanos all time from the start of loading
record Statistics(
    Duration loadTime, Generation generation, int tokensRead, long seed, long totalNanos) {

  private static final double NANOS = 1e-9;

  void print(PrintStream err) {
    // A prompt that was broken off has been read only in part.
    int promptTokens = Math.min(generation.promptTokens(), tokensRead);
    StringBuilder lines = new StringBuilder();
    add(lines, "%n  load  %18s %10.2f s%n", "", seconds(loadTime));
    speed(lines, "prompt", promptTokens, generation.promptTime());
    speed(lines, "output", generation.tokens(), generation.time());
    add(lines, "  total %18s %10.2f s   seed %d, ", "", totalNanos * NANOS, seed);
    add(lines, "%s%n", reason(generation.stopReason()));
    err.print(lines);
    err.flush();
  }

  private static void speed(StringBuilder lines, String what, int tokens, Duration time) {
    add(lines, "  %-6s %10d tokens %10.2f s", what, tokens, seconds(time));
    if (tokens > 0 && !time.isZero()) {
      add(lines, " %10.2f t/s", tokens / seconds(time));
    }
    add(lines, "%n");
  }

  private static void add(StringBuilder lines, String format, Object... values) {
    lines.append(String.format(Locale.ROOT, format, values));
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
    };
  }
}
