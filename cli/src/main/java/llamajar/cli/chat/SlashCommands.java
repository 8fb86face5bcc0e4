package llamajar.cli.chat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import llamajar.cli.option.UsageException;
import llamajar.cli.option.Utf8Text;
import llamajar.cli.terminal.FileProblem;
import llamajar.engine.Generation;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Executes commands.
final class SlashCommands {
  private final Screen screen;
  private final Conversation conversation;
  private final Answerer answerer;
  private final ChatSettings settings;

  /// Whether files are closed to the program that no option names.
  private final boolean filesClosed;

  private final StringBuilder upload = new StringBuilder();
  private @Nullable Generation last;
  private boolean manual;
  private boolean ended;

  SlashCommands(
      Screen screen,
      Conversation conversation,
      Answerer answerer,
      ChatSettings settings,
      boolean filesClosed) {
    this.screen = screen;
    this.conversation = conversation;
    this.answerer = answerer;
    this.settings = settings;
    this.filesClosed = filesClosed;
  }

  /// Whether the user wants to leave.
  boolean ended() {
    return ended;
  }

  /// Whether the user writes both sides.
  boolean manual() {
    return manual;
  }

  /// What the next message must contain besides what is typed; nothing is left of it then.
  String takeUpload() {
    String text = upload.toString();
    upload.setLength(0);
    return text;
  }

  /// An answer was made.
  void answered(Generation generation) {
    last = generation;
  }

  /// Executes a line that begins with `/`. Whatever goes wrong is told.
  void execute(String line) {
    String[] parts = line.strip().split("\\s+", 2);
    String rest = parts.length == 1 ? "" : parts[1].strip();
    try {
      SlashCommand command =
          SlashCommand.of(parts[0])
              .orElseThrow(() ->
                  new UsageException(
                      "there is no command %s; /help shows all".formatted(parts[0])));
      execute(command, rest);
    } catch (UsageException e) {
      screen.error(String.valueOf(e.getMessage()));
    } catch (TemplateException e) {
      screen.error("the chat template: " + e.getMessage());
    } catch (IOException e) {
      screen.error(problem(e));
    }
  }

  private String problem(IOException failure) {
    return filesClosed && failure instanceof AccessDeniedException e
        ? e.getFile()
            + ": closed to the chat; start it with --allow PATH, a file or directory, to open it"
        : FileProblem.message(failure);
  }

  private void execute(SlashCommand command, String rest) throws IOException {
    switch (command) {
      case HELP -> screen.print(SlashCommand.help());
      case EXIT -> ended = true;
      case CLEAR -> {
        conversation.clear();
        screen.note("the conversation is forgotten");
      }
      case UNDO ->
          tell(conversation.undo(), "the last question is taken back", "there is nothing to undo");
      case FORGET ->
          tell(
              conversation.forget(),
              "the oldest question is forgotten",
              "there is nothing to forget");
      case CONTEXT -> screen.note(context());
      case STATS -> stats();
      case DUMP -> dump(rest);
      case UPLOAD -> upload(file(command, rest));
      case PUSH -> screen.note("put aside: %d on the stack".formatted(conversation.push()));
      case POP ->
          tell(
              conversation.pop(),
              "back to a conversation of %d messages".formatted(conversation.messages().size()),
              "nothing was put aside; /push does that");
      case STACK -> stack();
      case MANUAL -> manual(rest);
      case SET -> set(rest);
      case SAVE -> {
        Path file = file(command, rest);
        ChatFile.save(file, conversation.messages());
        screen.note("%d messages written to %s".formatted(conversation.messages().size(), file));
      }
      case LOAD -> {
        conversation.replace(ChatFile.load(file(command, rest)));
        screen.note("%d messages loaded".formatted(conversation.messages().size()));
      }
    }
  }

  private void tell(boolean done, String yes, String no) {
    screen.note(done ? yes : no);
  }

  /// How full the context is.
  String context() {
    int used = answerer.used();
    int all = answerer.contextLength();
    return "context: %d of %d tokens (%d %%)".formatted(used, all, 100L * used / all);
  }

  private void stats() {
    Generation generation = last;
    if (generation == null) {
      screen.note("there was no answer yet");
      return;
    }
    screen.note(
        "prompt %d tokens, %.1f t/s; answer %d tokens, %.1f t/s"
            .formatted(
                generation.promptTokens(),
                generation.promptSpeed(),
                generation.tokens(),
                generation.speed()));
  }

  private void dump(String rest) throws IOException {
    String text = answerer.prompt(conversation.messages());
    if (rest.isEmpty()) {
      screen.line(text);
    } else {
      Files.writeString(Path.of(rest), text);
      screen.note("written to " + rest);
    }
  }

  private void upload(Path file) throws IOException {
    String text = Utf8Text.read(file);
    upload.append(file.getFileName()).append(":\n```\n").append(text.stripTrailing());
    upload.append("\n```\n\n");
    screen.note("%s goes into the next message (%d characters)".formatted(file, text.length()));
  }

  private static Path file(SlashCommand command, String rest) {
    if (rest.isEmpty()) {
      throw new UsageException(
          "%s: name a file".formatted(command.name().toLowerCase(Locale.ROOT)));
    }
    String home = System.getProperty("user.home", "");
    return Path.of(rest.startsWith("~/") ? home + rest.substring(1) : rest);
  }

  private void stack() {
    List<Integer> sizes = conversation.stack();
    if (sizes.isEmpty()) {
      screen.note("nothing was put aside");
    }
    for (int i = 0; i < sizes.size(); i++) {
      screen.note("%d: %d messages".formatted(i + 1, sizes.get(i)));
    }
  }

  private void manual(String rest) {
    manual =
        switch (rest) {
          case "" -> !manual;
          case "on" -> true;
          case "off" -> false;
          default -> throw new UsageException("/manual: '%s' is not on or off".formatted(rest));
        };
    screen.note(
        manual
            ? "you write both sides in turn; an empty line lets the model answer"
            : "the model answers");
  }

  private void set(String rest) {
    if (rest.isEmpty()) {
      screen.print(screen.dim(settings.shown()));
      return;
    }
    String[] parts = rest.split("[\\s=]+", 2);
    if (parts.length < 2) {
      throw new UsageException("/set: give a name and a value");
    }
    settings.set(parts[0], parts[1].strip());
    screen.note("%s is %s".formatted(parts[0], parts[1].strip()));
  }
}
