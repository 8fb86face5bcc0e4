package llamajar.cli;

import java.util.Set;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What to say about options that can't be understood.
final class ParameterFailure {
  private ParameterFailure() {}

  static String message(ParameterException failure, String command) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched, command);
    }
    String message = String.valueOf(failure.getMessage());
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String unmatched(UnmatchedArgumentException failure, String command) {
    String argument = failure.getUnmatched().getFirst();
    if (!argument.startsWith("-")) {
      return "'%s' is not an option; put text with spaces in quotes".formatted(argument);
    }
    int equals = argument.indexOf('=');
    String option = equals < 0 ? argument : argument.substring(0, equals);
    Set<String> known = failure.getCommandLine().getCommandSpec().optionsMap().keySet();
    return "there is no option '%s'; the nearest is '%s' (llamajar %s --help shows all)"
        .formatted(option, NearestName.to(option, known), command);
  }
}
