package llamajar.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.OutputException;
import llamajar.cli.terminal.TextOutput;
import llamajar.pack.start.PackedProgram;
import llamajar.pack.start.Relaunch;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/// Where the program starts.
public final class Main {
  private Main() {}

  /// Runs one command and ends the process with its exit code. Numbers look the same in every
  /// country, because scripts read them.
  public static void main(String[] args) {
    OptionalInt done = Relaunch.ifNeeded(args);
    if (done.isPresent()) {
      System.exit(done.getAsInt());
    }
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(run(args, Environment.ofProcess(), PackedProgram.current()));
  }

  /// Runs one command.
  ///
  /// @return its exit code
  public static int run(String[] args, Environment environment) {
    return run(args, environment, Optional.empty());
  }

  private static int run(String[] args, Environment environment, Optional<PackedProgram> packed) {
    try {
      return dispatch(
          packed.isPresent() ? PackedArguments.merge(args, packed.get(), environment) : args,
          environment);
    } catch (Throwable e) {
      return FailureReport.of(e, Commands.nameIn(args)).print(environment);
    }
  }

  private static int dispatch(String[] args, Environment environment) throws Exception {
    Arguments.requireReadable(args, System.getProperty("sun.jnu.encoding"));
    String name = Commands.nameIn(args);
    Callable<Integer> command = Commands.create(name, environment);
    CommandLine parser = Commands.parser(command);
    ParseResult result = parser.parseArgs(Commands.optionsIn(args));
    if (result.isUsageHelpRequested()) {
      return show(parser.getUsageMessage(Ansi.OFF), environment);
    }
    if (result.isVersionHelpRequested()) {
      return show("llamajar " + Version.current() + "\n", environment);
    }
    return command.call();
  }

  private static int show(String text, Environment environment) throws OutputException {
    TextOutput out = new TextOutput(environment.out());
    out.print(text);
    out.flush();
    return 0;
  }
}
