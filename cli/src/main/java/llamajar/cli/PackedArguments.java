package llamajar.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import llamajar.cli.terminal.Environment;
import llamajar.pack.start.PackedProgram;

/// The arguments of a packed file together with the user's.
final class PackedArguments {
  private static final String HELP = "help";

  private PackedArguments() {}

  /// The whole command line. A command that the user names takes the place of the one that the
  /// packed arguments begin with, if any, and gets those of their options that it has: what was
  /// meant for a chat must not keep the file from being inspected.
  ///
  /// @throws llamajar.cli.option.UsageException if there is no command of that name
  static String[] merge(String[] args, PackedProgram packed, Environment environment) {
    boolean named = args.length > 0 && !args[0].startsWith("-");
    if (named && args[0].equals(HELP)) {
      return args;
    }
    List<String> defaults = packed.defaults();
    boolean begins = !defaults.isEmpty() && Commands.names().contains(defaults.getFirst());
    List<String> options = begins ? defaults.subList(1, defaults.size()) : defaults;
    List<String> line = new ArrayList<>();
    boolean takesModel = true;
    if (named) {
      line.add(args[0]);
      Set<String> known =
          Commands.parser(Commands.create(args[0], environment))
              .getCommandSpec()
              .optionsMap()
              .keySet();
      options = known(options, known);
      takesModel = known.contains("-m");
    } else if (begins) {
      line.add(defaults.getFirst());
    }
    PackedProgram asked = new PackedProgram(packed.file(), options, packed.hasEntry());
    List<String> merged = asked.merge(List.of(args).subList(named ? 1 : 0, args.length));
    if (takesModel && !merged.contains("-m") && !merged.contains("--model")) {
      line.addAll(List.of("-m", packed.model().toString()));
    }
    line.addAll(merged);
    return line.toArray(String[]::new);
  }

  /// Those options that a command has, with their values, and the place of the user's.
  private static List<String> known(List<String> options, Set<String> names) {
    List<String> kept = new ArrayList<>();
    boolean keeps = true;
    for (String argument : options) {
      if (argument.equals("...")) {
        kept.add(argument);
        keeps = true;
        continue;
      }
      if (argument.matches("--?[A-Za-z].*")) {
        keeps = names.contains(argument.split("=", 2)[0]);
      }
      if (keeps) {
        kept.add(argument);
      }
    }
    return kept;
  }
}
