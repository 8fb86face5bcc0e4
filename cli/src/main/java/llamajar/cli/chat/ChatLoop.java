package llamajar.cli.chat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import llamajar.cli.option.UsageException;
import llamajar.engine.ContextFullException;
import llamajar.engine.Generation;
import llamajar.engine.StopReason;
import llamajar.text.template.guard.TemplateException;

/// Reads, answers, and reads again, until the user leaves.
final class ChatLoop {
  private final LineInput input;
  private final Screen screen;
  private final Conversation conversation;
  private final Answerer answerer;
  private final ChatSettings settings;
  private final SlashCommands commands;
  private boolean interruptedBefore;

  ChatLoop(
      LineInput input,
      Screen screen,
      Conversation conversation,
      Answerer answerer,
      ChatSettings settings,
      boolean filesClosed) {
    this.input = input;
    this.screen = screen;
    this.conversation = conversation;
    this.answerer = answerer;
    this.settings = settings;
    commands = new SlashCommands(screen, conversation, answerer, settings, filesClosed);
  }

  void run() throws IOException {
    boolean goesOn = true;
    while (goesOn && !commands.ended()) {
      goesOn =
          switch (input.read(prompt())) {
            case LineInput.Input.Message message -> {
              interruptedBefore = false;
              accept(message.text());
              yield true;
            }
            case LineInput.Input.Interrupt interrupt -> interrupted(interrupt.onEmptyLine());
            case LineInput.Input.End end -> false;
          };
    }
  }

  /// @return whether to go on: the second time leaves
  private boolean interrupted(boolean onEmptyLine) {
    boolean leaves = interruptedBefore && onEmptyLine;
    interruptedBefore = onEmptyLine;
    if (onEmptyLine && !leaves) {
      screen.note("Ctrl-C again, Ctrl-D or /exit to leave");
    }
    return !leaves;
  }

  private String prompt() {
    String mark = commands.manual() ? nextRole() + "> " : "> ";
    return screen.bold(mark);
  }

  /// Whose turn it is when the user writes both sides.
  private String nextRole() {
    List<Map<String, Object>> messages = conversation.messages();
    boolean answers = !messages.isEmpty() && "user".equals(messages.getLast().get("role"));
    return answers ? "assistant" : "user";
  }

  private void accept(String line) throws IOException {
    String message = MessageParser.message(line);
    if (message.startsWith("/") && !message.contains("\n")) {
      commands.execute(message);
      return;
    }
    if (commands.manual()) {
      if (!message.isEmpty()) {
        conversation.add(nextRole(), commands.takeUpload() + message);
      } else if (nextRole().equals("assistant")) {
        answer();
      }
      return;
    }
    if (!message.isEmpty()) {
      conversation.add("user", commands.takeUpload() + message);
      if (!answer()) {
        conversation.undo();
      }
    }
  }

  /// @return whether the conversation has an answer now
  private boolean answer() throws IOException {
    AtomicBoolean stopped = new AtomicBoolean();
    AnswerView view = new AnswerView(screen, settings.thinking(), stopped::get);
    LineInput.Listening listening = input.onInterrupt(() -> stopped.set(true));
    try {
      Generation generation =
          answerer.answer(
              conversation.messages(), settings.sampling(), settings.generation(), view);
      String text = view.end();
      commands.answered(generation);
      tell(generation, text);
      if (text.isEmpty() && generation.stopReason() == StopReason.CANCELLED) {
        return false;
      }
      conversation.add("assistant", text);
      return true;
    } catch (ContextFullException e) {
      view.end();
      screen.error(
          "%s; /forget drops the oldest question, /clear everything, or start with a larger -c"
              .formatted(e.getMessage()));
    } catch (TemplateException e) {
      view.end();
      screen.error("the chat template refuses this: " + e.getMessage());
    } catch (UsageException e) {
      view.end();
      screen.error(String.valueOf(e.getMessage()));
    } finally {
      listening.close();
    }
    return false;
  }

  private void tell(Generation generation, String text) {
    String end =
        switch (generation.stopReason()) {
          case END_OF_GENERATION, STOP_TEXT -> "";
          case LENGTH -> "; stopped after -n tokens";
          case CANCELLED, TIMED_OUT -> "; stopped";
          case CONTEXT_FULL ->
              "; the context is full: /forget drops the oldest question, /clear everything";
        };
    String speed = text.isEmpty() ? "" : ", %.1f t/s".formatted(generation.speed());
    screen.note("[%s%s%s]".formatted(commands.context(), speed, end));
  }
}
