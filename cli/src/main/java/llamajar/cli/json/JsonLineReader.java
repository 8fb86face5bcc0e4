package llamajar.cli.json;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import llamajar.cli.option.Utf8Text;
import org.jspecify.annotations.Nullable;

/// Input of which each line is a value of JSON.
public final class JsonLineReader {
  private final InputStream in;

  /// Reads from a stream.
  public JsonLineReader(InputStream input) {
    in = new BufferedInputStream(input, 1 << 16);
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
    int number = 0;
    for (byte[] line = next(); line != null; line = next()) {
      number++;
      if (line.length > 0) {
        String source = "standard input, line " + number;
        answer.line(Utf8Text.decode(line, source), source);
      }
      if (in.available() == 0) {
        pause.pause();
      }
    }
  }

  /// The next line without its end; null after the last one.
  private byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    byte[] bytes = line.toByteArray();
    boolean returns = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return returns ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
  }
}
