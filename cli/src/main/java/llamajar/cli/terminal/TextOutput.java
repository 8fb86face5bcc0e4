package llamajar.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Text to standard output: UTF-8 whatever the locale, written when it is flushed.
public final class TextOutput {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private boolean atLineStart = true;

  /// Text to a stream that does not keep what it is given.
  public TextOutput(OutputStream out) {
    this.out = out;
  }

  /// Adds text.
  ///
  /// @throws OutputException if the stream takes no more
  public void print(String text) throws OutputException {
    if (text.isEmpty()) {
      return;
    }
    pending.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    atLineStart = text.charAt(text.length() - 1) == '\n';
    if (pending.size() >= BUFFER_BYTES) {
      flush();
    }
  }

  /// Adds a line.
  ///
  /// @throws OutputException if the stream takes no more
  public void line(String text) throws OutputException {
    print(text);
    print("\n");
  }

  /// Ends the line, if one has begun.
  ///
  /// @throws OutputException if the stream takes no more
  public void endLine() throws OutputException {
    if (!atLineStart) {
      print("\n");
    }
  }

  /// Writes what was added.
  ///
  /// @throws OutputException if the stream takes no more
  public void flush() throws OutputException {
    try {
      pending.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    } finally {
      pending.reset();
    }
  }
}
