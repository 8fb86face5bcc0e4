package llamajar.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.Gpus;
import llamajar.confine.Confiner;

/// What one command did.
///
/// @param exitCode its exit code
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
public record Outcome(int exitCode, String out, String err) {
  private static final Path CACHE = Path.of("target", "test-cache").toAbsolutePath();

  /// Runs a command whose standard input is a terminal.
  public static Outcome of(String... args) {
    return run(new byte[0], true, args);
  }

  /// Runs a command that has standard input.
  public static Outcome withInput(String input, String... args) {
    return run(input.getBytes(StandardCharsets.UTF_8), false, args);
  }

  /// Runs a command that has bytes as standard input.
  public static Outcome withInput(byte[] input, String... args) {
    return run(input, false, args);
  }

  /// Runs a command with variables in its environment.
  public static Outcome inEnvironment(Map<String, String> variables, String... args) {
    return run(variables, false, args);
  }

  /// Runs a command whose standard error is a terminal, with variables in its environment.
  public static Outcome onScreen(Map<String, String> variables, String... args) {
    return run(variables, true, args);
  }

  private static Outcome run(Map<String, String> variables, boolean screen, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment plain = environment(new byte[0], true, out, err);
    // A place of its own for each set of variables, as the cache of a user.
    Path cache = Path.of(variables.getOrDefault("HF_HOME", "."), "llamajar");
    Environment environment =
        new Environment(
            plain.in(),
            out,
            plain.err(),
            true,
            screen,
            screen,
            cache,
            Confiner.none(),
            false,
            variables,
            plain.gpus());
    int exitCode = Main.run(args, environment);
    return new Outcome(exitCode, text(out), text(err));
  }

  /// Runs a command on a machine with other GPUs.
  public static Outcome withGpus(Gpus gpus, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment plain = environment(new byte[0], true, out, err);
    Environment environment =
        new Environment(
            plain.in(),
            out,
            plain.err(),
            true,
            false,
            false,
            CACHE,
            Confiner.none(),
            false,
            Map.of(),
            gpus);
    int exitCode = Main.run(args, environment);
    return new Outcome(exitCode, text(out), text(err));
  }

  /// Runs a command whose standard error is a terminal.
  public static Outcome onScreen(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment environment = environment(new byte[0], true, out, err);
    Environment screen =
        new Environment(
            environment.in(),
            environment.out(),
            environment.err(),
            true,
            true,
            environment.cacheDirectory(),
            false);
    int exitCode = Main.run(args, screen);
    return new Outcome(exitCode, text(out), text(err));
  }

  /// Runs a command that writes to a stream of the test's.
  public static Outcome writingTo(OutputStream out, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(args, environment(new byte[0], true, out, err));
    return new Outcome(exitCode, "", text(err));
  }

  private static Outcome run(byte[] input, boolean terminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(args, environment(input, terminal, out, err));
    return new Outcome(exitCode, text(out), text(err));
  }

  private static Environment environment(
      byte[] input, boolean inIsTerminal, OutputStream out, OutputStream err) {
    return new Environment(
        new ByteArrayInputStream(input),
        out,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        inIsTerminal,
        false,
        CACHE,
        false);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
