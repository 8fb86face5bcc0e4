package llamajar.server.operation;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import llamajar.engine.scheduler.BusyException;
import llamajar.engine.scheduler.CacheUse;
import llamajar.engine.scheduler.Distribution;
import llamajar.engine.scheduler.Scheduler;
import llamajar.engine.scheduler.SchedulerMetrics;
import llamajar.engine.scheduler.SchedulerStatus;
import llamajar.server.embedding.EmbeddingModel;
import llamajar.server.http.Exchange;
import org.jspecify.annotations.Nullable;

/// `GET /metrics`, in the text format of Prometheus.
public final class Metrics {
  private static final long PATIENCE_MILLIS = 500;

  private final @Nullable Scheduler scheduler;
  private final EmbeddingModel embeddings;

  /// The metrics of a model.
  ///
  /// @param scheduler null if the model only makes embeddings
  public Metrics(@Nullable Scheduler scheduler, EmbeddingModel embeddings) {
    this.scheduler = scheduler;
    this.embeddings = embeddings;
  }

  /// Answers a request.
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    exchange.text(200, "text/plain; version=0.0.4; charset=utf-8", text());
  }

  private String text() throws InterruptedException {
    Text text = new Text();
    if (scheduler != null) {
      addAnswers(scheduler, text);
    }
    text.counter("embedded_texts", "Texts that became embeddings or scores.", embeddings.texts());
    text.counter("embedded_tokens", "Their tokens.", embeddings.tokens());
    return text.toString();
  }

  private static void addAnswers(Scheduler scheduler, Text text) throws InterruptedException {
    SchedulerMetrics m = scheduler.metrics();
    text.counter("requests_accepted", "Requests that were taken.", m.accepted());
    text.counter("requests_refused", "Requests that came when the queue was full.", m.refused());
    text.counter("requests_finished", "Requests that ended by themselves.", m.finished());
    text.counter("requests_cancelled", "Requests whose client went away.", m.cancelled());
    text.counter("requests_timed_out", "Requests whose time was over.", m.timedOut());
    text.counter("requests_failed", "Requests that failed.", m.failed());
    text.counter("prompt_tokens", "Prompt tokens that were computed.", m.promptTokens());
    text.counter("cached_tokens", "Prompt tokens that were in the cache.", m.cachedTokens());
    text.counter("tokens", "Tokens that were generated.", m.tokens());
    text.counter("preemptions", "Answers that gave their memory to older ones.", m.preemptions());
    text.gauge("requests_present", "Requests that have not ended.", scheduler.present());
    addStatus(scheduler, text);
    text.histogram("batch_rows", "Tokens computed together.", m.batchRows());
    text.histogram("step_seconds", "Time of a step.", m.stepSeconds());
    text.histogram(
        "first_token_seconds",
        "From a request's arrival to its first token.",
        m.firstTokenSeconds());
    text.histogram(
        "next_token_seconds", "From a token of an answer to its next.", m.nextTokenSeconds());
  }

  /// What only the scheduler's thread knows; left out if a step takes longer than a scrape should.
  private static void addStatus(Scheduler scheduler, Text text) throws InterruptedException {
    try {
      SchedulerStatus status = scheduler.status().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      text.gauge("answers_running", "Answers that are computed.", status.running().size());
      text.gauge("requests_waiting", "Requests that wait for their turn.", status.waiting());
      CacheUse cache = status.cache();
      text.gauge("cache_blocks", "Blocks of the cache.", cache.total());
      text.gauge("cache_blocks_free", "Blocks that hold nothing.", cache.free());
      text.gauge("cache_blocks_leased", "Blocks that an answer is writing.", cache.leased());
      text.gauge("cache_blocks_shared", "Complete blocks in use.", cache.shared());
      text.gauge("cache_blocks_kept", "Complete blocks that nobody uses.", cache.kept());
      text.counter("cache_blocks_dropped", "Blocks given up for others.", cache.dropped());
    } catch (BusyException | ExecutionException | TimeoutException e) {
      text.comment("the scheduler is busy: no state of answers and cache this time");
    }
  }

  /// Lines of the format.
  private static final class Text {
    private static final String PREFIX = "llamajar_";

    private final StringBuilder lines = new StringBuilder();

    void comment(String text) {
      lines.append("# ").append(text).append('\n');
    }

    void counter(String name, String help, long value) {
      head(name + "_total", help, "counter");
      line(name + "_total", Long.toString(value));
    }

    void gauge(String name, String help, long value) {
      head(name, help, "gauge");
      line(name, Long.toString(value));
    }

    void histogram(String name, String help, Distribution values) {
      head(name, help, "histogram");
      long count = 0;
      for (Distribution.Share share : values.shares()) {
        count = share.count();
        String bound = Double.isInfinite(share.bound()) ? "+Inf" : Double.toString(share.bound());
        line(name + "_bucket{le=\"" + bound + "\"}", Long.toString(count));
      }
      line(name + "_sum", String.format(Locale.ROOT, "%.6f", values.sum()));
      line(name + "_count", Long.toString(count));
    }

    private void head(String name, String help, String type) {
      lines.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
      lines.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String value) {
      lines.append(PREFIX).append(name).append(' ').append(value).append('\n');
    }

    @Override
    public String toString() {
      return lines.toString();
    }
  }
}
