package llamajar.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Lines from a pipe or file.
final class PlainInput implements LineInput {
  private final BufferedReader lines;

  PlainInput(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  @Override
  public Input read(String prompt) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      return new Input.End();
    }
    StringBuilder message = new StringBuilder(line);
    while (MessageParser.isOpen(message.toString())) {
      String next = lines.readLine();
      if (next == null) {
        break;
      }
      message.append('\n').append(next);
    }
    return new Input.Message(message.toString());
  }

  @Override
  public Listening onInterrupt(Runnable action) {
    // Nobody is at a keyboard: Ctrl-C ends the process as it ends any other.
    return () -> {};
  }
}
