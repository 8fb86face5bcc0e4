package llamajar.server.openai;

import java.time.Duration;
import llamajar.engine.scheduler.AnswerUsage;
import tools.jackson.databind.node.ObjectNode;

/// What answers took, as OpenAI's and llama.cpp's interfaces write it. Adds up over several
/// prompts.
public final class Usage {
  private int promptTokens;
  private int cachedTokens;
  private int tokens;
  private Duration reading = Duration.ZERO;
  private Duration generating = Duration.ZERO;

  /// Adds what one request took.
  public void add(AnswerUsage usage) {
    promptTokens += usage.promptTokens();
    cachedTokens += usage.cachedTokens();
    tokens += usage.tokens();
    reading = reading.plus(usage.reading());
    generating = generating.plus(usage.generating());
  }

  /// Puts `usage` into a response.
  public void writeUsage(ObjectNode response) {
    ObjectNode usage = response.putObject("usage");
    usage.put("prompt_tokens", promptTokens);
    usage.put("completion_tokens", tokens);
    usage.put("total_tokens", promptTokens + tokens);
    usage.putObject("prompt_tokens_details").put("cached_tokens", cachedTokens);
  }

  /// Puts `timings` into a response.
  public void writeTimings(ObjectNode response) {
    ObjectNode timings = response.putObject("timings");
    timings.put("cache_n", cachedTokens);
    timings.put("prompt_n", promptTokens - cachedTokens);
    writeSpeed(timings, "prompt", promptTokens - cachedTokens, reading);
    timings.put("predicted_n", tokens);
    writeSpeed(timings, "predicted", tokens, generating);
  }

  private static void writeSpeed(ObjectNode timings, String what, int count, Duration time) {
    double seconds = time.toNanos() * 1e-9;
    timings.put(what + "_ms", seconds * 1000);
    timings.put(what + "_per_token_ms", count == 0 ? 0 : seconds * 1000 / count);
    timings.put(what + "_per_second", seconds == 0 ? 0 : count / seconds);
  }
}
