package llamajar.cli.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import llamajar.cli.option.LineSource;

/// Input of which each line is a value of JSON.
public final class JsonLineReader {
  private final LineSource lines;

  /// Reads from a stream.
  public JsonLineReader(InputStream input) {
    lines = new LineSource(input, "standard input");
  }

  /// Answers a line.
  @FunctionalInterface
  public interface Answer {
    /// Called for each line that is not empty.
    ///
    /// @param source what messages call the line
    void line(String line, String source) throws IOException;
  }

  /// Does something that may fail.
  @FunctionalInterface
  public interface Pause {
    /// Called when no more input is waiting.
    void pause() throws IOException;
  }

  /// Hands all lines out in order. The first that fails ends it, so that no answer is ever taken
  /// for another line's.
  ///
  /// @param pause is told when no more input is waiting, so that answers can be written and another
  ///   program can ask line by line
  public void forEach(Answer answer, Pause pause) throws IOException {
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      answer.line(line.get(), lines.place());
      if (lines.mustWait()) {
        pause.pause();
      }
    }
  }
}
