package llamajar.engine.scheduler;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An answer that is being made. Events are kept until they are taken, so that a slow reader slows
/// nobody; there are no more of them than the context has tokens, for each choice.
///
/// One thread at a time may read; any may cancel.
public final class Answer implements AutoCloseable {
  private final BlockingQueue<AnswerEvent> events = new LinkedBlockingQueue<>();
  private volatile boolean cancelled;
  private boolean last;

  Answer() {}

  /// The next event; waits for it.
  ///
  /// @throws IllegalStateException if the last one was taken already
  /// @throws InterruptedException if the thread is interrupted; the answer goes on
  public AnswerEvent next() throws InterruptedException {
    requireMore();
    return taken(events.take());
  }

  /// The next event, or null if there is none within a time.
  ///
  /// @throws IllegalStateException if the last one was taken already
  /// @throws InterruptedException if the thread is interrupted; the answer goes on
  public @Nullable AnswerEvent next(long timeout, TimeUnit unit) throws InterruptedException {
    requireMore();
    AnswerEvent event = events.poll(timeout, unit);
    return event == null ? null : taken(event);
  }

  /// Whether the last event was taken.
  public boolean isOver() {
    return last;
  }

  /// Ends the answer at the next step. Its choices end with [llamajar.engine.StopReason#CANCELLED]
  /// then, if they have not ended before.
  public void cancel() {
    cancelled = true;
  }

  /// Cancels it; does nothing to an answer that has ended.
  @Override
  public void close() {
    cancel();
  }

  boolean isCancelled() {
    return cancelled;
  }

  void add(AnswerEvent event) {
    events.add(event);
  }

  private void requireMore() {
    if (last) {
      throw new IllegalStateException("the answer is over");
    }
  }

  private AnswerEvent taken(AnswerEvent event) {
    last =
        switch (event) {
          case AnswerEvent.Finished finished -> true;
          case AnswerEvent.Failed failed -> true;
          case AnswerEvent.Reading reading -> false;
          case AnswerEvent.PromptToken token -> false;
          case AnswerEvent.Token token -> false;
          case AnswerEvent.Ended ended -> false;
        };
    return event;
  }
}
