package llamajar.cli.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What can be typed instead of a message.
enum SlashCommand {
  HELP("/help", "", "what can be typed here"),
  EXIT("/exit", "", "leave; so do Ctrl-D, and Ctrl-C twice"),
  CLEAR("/clear", "", "forget the conversation"),
  UNDO("/undo", "", "take back the last question with its answer"),
  FORGET("/forget", "", "forget the oldest question with its answer, to make room"),
  CONTEXT("/context", "", "how full the context is"),
  STATS("/stats", "", "how fast the last answer was"),
  DUMP("/dump", "[FILE]", "show or write what the model reads"),
  UPLOAD("/upload", "FILE", "put a text file into the next message"),
  PUSH("/push", "", "put the conversation aside, and go on with it"),
  POP("/pop", "", "go back to what was put aside last"),
  STACK("/stack", "", "what was put aside"),
  MANUAL("/manual", "[on|off]", "write both sides yourself; an empty line lets the model answer"),
  SET("/set", "[NAME VALUE]", "show or change settings: temp, top-k, think, ..."),
  SAVE("/save", "FILE", "write the conversation to a file"),
  LOAD("/load", "FILE", "go on with a conversation from a file");

  private final String word;
  private final String operands;
  private final String purpose;

  SlashCommand(String word, String operands, String purpose) {
    this.word = word;
    this.operands = operands;
    this.purpose = purpose;
  }

  static Optional<SlashCommand> of(String word) {
    return Arrays.stream(values())
        .filter(command -> command.word.equals(word))
        .findFirst()
        .or(() ->
            word.equals("/quit") || word.equals("/bye") ? Optional.of(EXIT) : Optional.empty());
  }

  static List<String> words() {
    return Arrays.stream(values()).map(command -> command.word).toList();
  }

  /// Whether a file follows.
  boolean takesFile() {
    return operands.contains("FILE");
  }

  static String help() {
    StringBuilder help = new StringBuilder();
    for (SlashCommand command : values()) {
      help.append("%-22s %s%n".formatted(command.word + " " + command.operands, command.purpose));
    }
    return help.append(
            """

            A message may have several lines: begin and end it with \"""\", or press Ctrl-J for a new
            line; pasted lines stay together. Ctrl-C stops an answer.
            """)
        .toString();
  }
}
