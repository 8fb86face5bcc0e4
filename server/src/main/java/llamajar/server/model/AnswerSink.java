package llamajar.server.model;

import java.io.IOException;
import llamajar.engine.scheduler.AnswerEvent;
import llamajar.engine.scheduler.AnswerUsage;

/// Receives what happens to a request, in order.
public interface AnswerSink {
  /// A part of the prompt has been read.
  default void reading(AnswerEvent.Reading event) throws IOException {}

  /// How probable a token of the prompt was.
  default void promptToken(AnswerEvent.PromptToken event) throws IOException {}

  /// A token was chosen.
  void token(AnswerEvent.Token event) throws IOException;

  /// A choice is complete.
  void ended(AnswerEvent.Ended event) throws IOException;

  /// All choices are complete.
  void finished(AnswerUsage usage) throws IOException;

  /// Nothing has happened for a second: a good time to see whether the client is still there.
  void nothing() throws IOException;
}
