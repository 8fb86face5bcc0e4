package llamajar.api;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import llamajar.engine.StopReason;
import llamajar.engine.scheduler.AnswerUsage;
import llamajar.text.answer.AnswerDelta;
import llamajar.text.answer.AnswerParser;

/// The answer in a conversation, piece by piece, while it is being made: what the model says and
/// what it thinks. Closing it early ends the answer.
///
/// For one reader; any thread may [#cancel()].
public final class ChatStream implements Iterable<AnswerDelta>, AutoCloseable {
  private final TextStream text;
  private final Iterator<String> pieces;
  private final AnswerParser parser;
  private final Deque<AnswerDelta> ready = new ArrayDeque<>();
  private boolean finished;

  ChatStream(TextStream text, AnswerParser parser) {
    this.text = text;
    this.parser = parser;
    pieces = text.iterator();
  }

  /// The pieces that have not been read. Waits for each.
  ///
  /// @throws AnswerException from its methods, as [TextStream#iterator()]
  @Override
  public Iterator<AnswerDelta> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return fill();
      }

      @Override
      public AnswerDelta next() {
        if (!fill()) {
          throw new NoSuchElementException("the answer is over");
        }
        return ready.remove();
      }
    };
  }

  /// Waits for the end.
  ///
  /// @return what the model says and has not been read, without its thoughts
  public String rest() {
    StringBuilder said = new StringBuilder();
    for (AnswerDelta piece : this) {
      if (piece instanceof AnswerDelta.Content content) {
        said.append(content.text());
      }
    }
    return said.toString();
  }

  /// Why the answer ended; empty while it has not.
  public Optional<StopReason> stopReason() {
    return text.stopReason();
  }

  /// What the answer took; empty while it has not ended.
  public Optional<AnswerUsage> usage() {
    return text.usage();
  }

  /// Ends the answer at the next token.
  public void cancel() {
    text.cancel();
  }

  @Override
  public void close() {
    text.close();
  }

  private boolean fill() {
    while (ready.isEmpty() && !finished) {
      if (pieces.hasNext()) {
        ready.addAll(parser.accept(pieces.next()));
      } else {
        finished = true;
        ready.addAll(parser.finish());
      }
    }
    return !ready.isEmpty();
  }
}
