package llamajar.cli.option;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// Lines of JSON, one by one, as another program may write them: line by line, waiting for answers.
public final class LineSource {
  private final InputStream in;
  private final String source;
  private int number;

  /// Lines of a stream.
  ///
  /// @param source what messages call it
  public LineSource(InputStream in, String source) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.source = source;
  }

  /// The next line that is not empty, without its end; empty after the last one.
  ///
  /// @throws IOException if it can't be read or is not UTF-8
  public Optional<String> next() throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        return Optional.empty();
      }
      number++;
      byte[] line = rest(first);
      if (line.length > 0) {
        return Optional.of(Utf8Text.decode(line, place()));
      }
    }
  }

  /// Where the last line was, for messages.
  public String place() {
    return source + ", line " + number;
  }

  /// Whether the next line is not there yet: answers must be written before it is waited for.
  public boolean mustWait() throws IOException {
    return in.available() == 0;
  }

  private byte[] rest(int first) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = first;
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    byte[] bytes = line.toByteArray();
    boolean returns = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return returns ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
  }
}
