package llamajar.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import llamajar.confine.Confiner;
import org.jspecify.annotations.Nullable;

/// What a command has to do with: its streams and the user's places.
///
/// @param in standard input
/// @param out standard output, unbuffered
/// @param err standard error
/// @param inIsTerminal whether a person types at `in`
/// @param outIsTerminal whether `out` is on a screen
/// @param errIsTerminal whether `err` is on a screen, so that lines can be replaced
/// @param cacheDirectory where this program may keep files that it can make again
/// @param confiner what takes away from the process what a command does not need any more
/// @param debug whether to add stack traces to error messages
/// @param variables the environment's variables
/// @param gpus how GPUs are found
public record Environment(
    InputStream in,
    OutputStream out,
    PrintStream err,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Path cacheDirectory,
    Confiner confiner,
    boolean debug,
    Map<String, String> variables,
    Gpus gpus) {

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  /// An environment without variables, in a process that goes on with other things and is not
  /// confined.
  public Environment(
      InputStream in,
      OutputStream out,
      PrintStream err,
      boolean inIsTerminal,
      boolean errIsTerminal,
      Path cacheDirectory,
      boolean debug) {
    this(
        in,
        out,
        err,
        inIsTerminal,
        false,
        errIsTerminal,
        cacheDirectory,
        Confiner.none(),
        debug,
        Map.of(),
        Gpus.ofMachine());
  }

  /// Whether `out` shows text dimmed, and the user wants that.
  public boolean outIsStyled() {
    return outIsTerminal
        && !variables.containsKey("NO_COLOR")
        && !"dumb".equals(variables.get("TERM"));
  }

  /// The streams and settings of this process.
  public static Environment ofProcess() {
    return new Environment(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        TerminalCheck.isTerminal(STDIN),
        TerminalCheck.isTerminal(STDOUT),
        TerminalCheck.isTerminal(STDERR),
        cacheDirectory(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home")),
        Confiner.ofProcess(),
        "1".equals(System.getenv("LLAMAJAR_DEBUG")),
        System.getenv(),
        Gpus.ofMachine());
  }

  /// The place for caches: as the XDG base directory specification says, which wants relative paths
  /// ignored.
  static Path cacheDirectory(@Nullable String xdgCacheHome, @Nullable String home) {
    if (xdgCacheHome != null && Path.of(xdgCacheHome).isAbsolute()) {
      return Path.of(xdgCacheHome, "llamajar");
    }
    String base = home == null || home.isEmpty() ? "." : home;
    return Path.of(base, ".cache", "llamajar");
  }
}
