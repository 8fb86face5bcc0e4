package llamajar.api;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import llamajar.engine.StopReason;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.AnswerUsage;
import org.jspecify.annotations.Nullable;

/// The text of an answer, piece by piece, while it is being made. Closing it early ends the answer.
///
/// For one reader; any thread may [#cancel()].
public final class TextStream implements Iterable<String>, AutoCloseable {
  private final Answer answer;
  private @Nullable String next;
  private @Nullable StopReason reason;
  private @Nullable AnswerUsage usage;

  TextStream(Answer answer) {
    this.answer = answer;
  }

  /// The pieces that have not been read. Waits for each; none is empty.
  ///
  /// @throws AnswerException from its methods, if the model could not be computed or the thread is
  ///   interrupted
  @Override
  public Iterator<String> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return peek() != null;
      }

      @Override
      public String next() {
        String piece = peek();
        if (piece == null) {
          throw new NoSuchElementException("the answer is over");
        }
        next = null;
        return piece;
      }
    };
  }

  /// The pieces that have not been read, as a stream, which closes this one.
  public Stream<String> stream() {
    int kind = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), kind), false)
        .onClose(this::close);
  }

  /// Waits for the end.
  ///
  /// @return the text that has not been read
  public String rest() {
    StringBuilder text = new StringBuilder();
    for (String piece : this) {
      text.append(piece);
    }
    return text.toString();
  }

  /// Why the answer ended; empty while it has not.
  public Optional<StopReason> stopReason() {
    return Optional.ofNullable(reason);
  }

  /// What the answer took; empty while it has not ended.
  public Optional<AnswerUsage> usage() {
    return Optional.ofNullable(usage);
  }

  /// Ends the answer at the next token.
  public void cancel() {
    answer.cancel();
  }

  @Override
  public void close() {
    answer.cancel();
  }

  private @Nullable String peek() {
    while (next == null && !answer.isOver()) {
      try {
        String text =
            switch (answer.next()) {
              case AnswerEvent.Token token -> token.text();
              case AnswerEvent.Ended ended -> {
                reason = ended.reason();
                yield ended.rest();
              }
              case AnswerEvent.Finished finished -> {
                usage = finished.usage();
                yield "";
              }
              case AnswerEvent.Failed failed -> throw new AnswerException(failed.message(), null);
              case AnswerEvent.Reading reading -> "";
              case AnswerEvent.PromptToken token -> "";
            };
        next = text.isEmpty() ? null : text;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cancel();
        throw new AnswerException("interrupted while waiting for the answer", e);
      }
    }
    return next;
  }
}
