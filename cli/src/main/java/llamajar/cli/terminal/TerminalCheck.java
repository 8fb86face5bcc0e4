package llamajar.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Finds out which streams are terminals. Java can tell only for input and output together, so
/// Linux is asked for each stream.
final class TerminalCheck {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int STDERR = 2;

  private TerminalCheck() {}

  /// Whether the stream with this descriptor is a terminal. Where that can't be known, standard
  /// error counts as none, because progress written to a file is worse than none on a screen.
  @SuppressWarnings("SystemConsoleNull") // its own documentation still says that it may be
  static boolean isTerminal(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor)));
      return isTerminalDevice(target.toString());
    } catch (IOException | UnsupportedOperationException e) {
      Console console = System.console();
      return descriptor != STDERR && console != null && console.isTerminal();
    }
  }

  static boolean isTerminalDevice(String device) {
    return device.startsWith("/dev/pts/")
        || device.startsWith("/dev/tty")
        || device.equals("/dev/console");
  }
}
