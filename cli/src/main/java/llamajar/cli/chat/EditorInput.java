package llamajar.cli.chat;

import java.nio.file.Path;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jspecify.annotations.Nullable;

/// Lines that are edited on a terminal.
final class EditorInput implements LineInput {
  private static final String NEW_LINE = "insert-new-line";

  private final Terminal terminal;
  private final LineReader reader;
  private @Nullable Path historyDirectory;

  EditorInput(Terminal terminal) {
    this.terminal = terminal;
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("llamajar")
            .parser(new MessageParser())
            .completer(new ChatCompleter())
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, ". ")
            .build();
    if (!isDumb(terminal)) {
      reader
          .getWidgets()
          .put(
              NEW_LINE,
              () -> {
                reader.getBuffer().write("\n");
                return true;
              });
      // Enter sends a carriage return, so the line feed of Ctrl-J is free.
      KeyMap<Binding> keys = reader.getKeyMaps().get(LineReader.MAIN);
      if (keys != null) {
        keys.bind(new Reference(NEW_LINE), KeyMap.ctrl('J'));
      }
      HistoryFile.prepare(
              HistoryFile.path(System.getenv("XDG_STATE_HOME"), System.getProperty("user.home")))
          .ifPresent(file -> {
            reader.setVariable(LineReader.HISTORY_FILE, file);
            historyDirectory = file.getParent();
          });
    }
  }

  /// Where typed lines are kept; empty if they are not.
  Optional<Path> historyDirectory() {
    return Optional.ofNullable(historyDirectory);
  }

  /// Whether a terminal knows no sequences at all.
  static boolean isDumb(Terminal terminal) {
    String type = terminal.getType();
    return type == null || type.startsWith(Terminal.TYPE_DUMB);
  }

  @Override
  public Input read(String prompt) {
    try {
      return new Input.Message(reader.readLine(prompt));
    } catch (UserInterruptException e) {
      return new Input.Interrupt(e.getPartialLine().isEmpty());
    } catch (EndOfFileException e) {
      return new Input.End();
    }
  }

  @Override
  public Listening onInterrupt(Runnable action) {
    SignalHandler before = terminal.handle(Signal.INT, signal -> action.run());
    if (isDumb(terminal)) {
      return () -> terminal.handle(Signal.INT, before);
    }
    // What is typed meanwhile must not stand in the answer; it is there when the editor is back.
    Attributes attributes = terminal.enterRawMode();
    return () -> {
      terminal.setAttributes(attributes);
      terminal.handle(Signal.INT, before);
    };
  }
}
