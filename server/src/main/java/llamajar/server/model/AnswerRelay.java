package llamajar.server.model;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.AnswerUsage;
import llamajar.server.http.ApiException;
import llamajar.server.http.Exchange;

/// Brings the events of an answer to whoever writes them; cancels the answer if that fails.
public final class AnswerRelay {
  private AnswerRelay() {}

  /// Brings all events.
  ///
  /// @throws ApiException if the model could not be computed
  /// @throws IOException if the client has gone; the answer has been cancelled
  public static AnswerUsage relay(Answer answer, Exchange exchange, AnswerSink sink)
      throws IOException, ApiException, InterruptedException {
    try (answer) {
      while (true) {
        AnswerEvent event = answer.next(1, TimeUnit.SECONDS);
        switch (event) {
          case null -> sink.nothing();
          case AnswerEvent.Reading reading -> sink.reading(reading);
          case AnswerEvent.PromptToken token -> sink.promptToken(token);
          case AnswerEvent.Token token -> sink.token(token);
          case AnswerEvent.Ended ended -> sink.ended(ended);
          case AnswerEvent.Failed failed -> throw ApiException.of(500, failed.message());
          case AnswerEvent.Finished finished -> {
            note(finished.usage(), exchange);
            sink.finished(finished.usage());
            return finished.usage();
          }
        }
      }
    }
  }

  private static void note(AnswerUsage usage, Exchange exchange) {
    exchange.note("prompt_tokens", usage.promptTokens());
    exchange.note("cached_tokens", usage.cachedTokens());
    exchange.note("tokens", usage.tokens());
    exchange.note("waiting_ms", usage.waiting().toMillis());
    exchange.note("reading_ms", usage.reading().toMillis());
    exchange.note("generating_ms", usage.generating().toMillis());
  }
}
