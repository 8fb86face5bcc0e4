package llamajar.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import llamajar.cli.bench.BenchCommand;
import llamajar.cli.chat.ChatCommand;
import llamajar.cli.doctor.DoctorCommand;
import llamajar.cli.embed.EmbedCommand;
import llamajar.cli.grammar.GrammarCommand;
import llamajar.cli.hub.ListCommand;
import llamajar.cli.hub.PullCommand;
import llamajar.cli.hub.RemoveCommand;
import llamajar.cli.inspect.InspectCommand;
import llamajar.cli.logits.LogitsCommand;
import llamajar.cli.option.Converters;
import llamajar.cli.option.UsageException;
import llamajar.cli.pack.PackCommand;
import llamajar.cli.perplexity.PerplexityCommand;
import llamajar.cli.run.RunCommand;
import llamajar.cli.serve.ServeCommand;
import llamajar.cli.synth.SynthCommand;
import llamajar.cli.template.TemplateCommand;
import llamajar.cli.terminal.Environment;
import llamajar.cli.tokenize.TokenizeCommand;
import picocli.CommandLine;

/// All commands by name. Only the one that is wanted is made, because picocli's reflection over the
/// options of all of them would take longer than everything else that happens before a model runs.
final class Commands {
  /// What runs if no command is named.
  private static final String DEFAULT = "run";

  private static final String HELP = "help";

  private static final int HELP_WIDTH = 110;

  private static final List<String> NAMES =
      List.of(
          DEFAULT,
          "chat",
          "serve",
          "inspect",
          "tokenize",
          "template",
          "grammar",
          "logits",
          "embed",
          "bench",
          "perplexity",
          "synth",
          "pull",
          "list",
          "rm",
          "pack",
          "doctor");

  private Commands() {}

  /// The names of all commands.
  static List<String> names() {
    return NAMES;
  }

  /// The command that arguments name; the default one if they begin with an option. `help` names
  /// the command after it.
  static String nameIn(String[] args) {
    if (args.length > 1 && args[0].equals(HELP)) {
      return args[1];
    }
    boolean named = args.length > 0 && !args[0].startsWith("-") && !args[0].equals(HELP);
    return named ? args[0] : DEFAULT;
  }

  /// The arguments after the command's name.
  static String[] optionsIn(String[] args) {
    if (args.length > 0 && args[0].equals(HELP)) {
      return new String[] {"--help"};
    }
    boolean named = args.length > 0 && !args[0].startsWith("-");
    return named ? Arrays.copyOfRange(args, 1, args.length) : args;
  }

  /// Makes a command.
  ///
  /// @throws UsageException if there is none of that name
  static Callable<Integer> create(String name, Environment environment) {
    return switch (name) {
      case DEFAULT -> new RunCommand(environment);
      case "chat" -> new ChatCommand(environment);
      case "inspect" -> new InspectCommand(environment);
      case "tokenize" -> new TokenizeCommand(environment);
      case "template" -> new TemplateCommand(environment);
      case "logits" -> new LogitsCommand(environment);
      case "embed" -> new EmbedCommand(environment);
      case "bench" -> new BenchCommand(environment);
      case "perplexity" -> new PerplexityCommand(environment);
      case "synth" -> new SynthCommand(environment);
      case "pull" -> new PullCommand(environment);
      case "list" -> new ListCommand(environment);
      case "rm" -> new RemoveCommand(environment);
      case "pack" -> new PackCommand(environment);
      case "serve" -> new ServeCommand(environment);
      case "doctor" -> new DoctorCommand(environment);
      case "grammar" -> new GrammarCommand(environment);
      default ->
          throw new UsageException(
              "there is no command '%s'; the nearest is '%s' (llamajar --help shows all)"
                  .formatted(name, NearestName.to(name, NAMES)));
    };
  }

  /// A parser for a command's options that takes them as llama.cpp does: `-tb` is one option, `@`
  /// begins ordinary text, and the last of equal options counts.
  static CommandLine parser(Callable<Integer> command) {
    CommandLine parser =
        new CommandLine(command)
            .setPosixClusteredShortOptionsAllowed(false)
            .setExpandAtFiles(false)
            .setOverwrittenOptionsAllowed(true)
            .setUsageHelpWidth(HELP_WIDTH);
    Converters.register(parser);
    return parser;
  }
}
