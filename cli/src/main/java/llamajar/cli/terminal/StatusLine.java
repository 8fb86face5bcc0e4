package llamajar.cli.terminal;

import java.io.PrintStream;

/// One line at the bottom of the screen that says what is going on; nothing where standard error is
/// not a terminal. It must be gone before anything else is written.
public final class StatusLine implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean enabled;
  private boolean shown;

  /// An empty line.
  public StatusLine(Environment environment) {
    err = environment.err();
    enabled = environment.errIsTerminal();
  }

  /// Shows a text in place of the last one.
  public void show(String text) {
    if (enabled) {
      err.print(ERASE + TerminalText.oneLine(text));
      err.flush();
      shown = true;
    }
  }

  /// Shows how much of something is done.
  public void show(String what, long done, long total) {
    if (enabled) {
      show("%s: %d of %d (%d %%)".formatted(what, done, total, 100 * done / Math.max(1, total)));
    }
  }

  /// Takes the text away.
  public void clear() {
    if (shown) {
      err.print(ERASE);
      err.flush();
      shown = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
