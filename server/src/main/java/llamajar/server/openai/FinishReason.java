package llamajar.server.openai;

import llamajar.engine.StopReason;

/// Why an answer ended, as OpenAI's interface says it.
final class FinishReason {
  private FinishReason() {}

  static String of(StopReason reason) {
    return switch (reason) {
      case END_OF_GENERATION, STOP_TEXT -> "stop";
      case LENGTH, CONTEXT_FULL, TIMED_OUT, CANCELLED -> "length";
    };
  }
}
