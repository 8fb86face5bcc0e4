package llamajar.cli.terminal;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Standard output takes no more.
public final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean readerGone;

  OutputException(IOException cause) {
    super("standard output: can't write (%s)".formatted(cause.getMessage()), cause);
    readerGone = isBrokenPipe(cause.getMessage());
  }

  /// Whether its reader has closed the pipe, as `head` does: no failure, but the end.
  public boolean readerGone() {
    return readerGone;
  }

  /// The operating system's text is all there is to go by. Translations keep the word.
  private static boolean isBrokenPipe(@Nullable String message) {
    return message != null && message.toLowerCase(Locale.ROOT).contains("pipe");
  }
}
