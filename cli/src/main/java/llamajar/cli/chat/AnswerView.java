package llamajar.cli.chat;

import java.util.function.BooleanSupplier;
import llamajar.cli.markdown.MarkdownStream;
import llamajar.cli.option.Thinking;
import llamajar.text.answer.AnswerDelta;
import org.jspecify.annotations.Nullable;

/// Shows an answer while it is made.
final class AnswerView implements Answerer.Listener {
  private final Screen screen;
  private final Thinking thinking;
  private final BooleanSupplier stopped;
  private final StringBuilder content = new StringBuilder();
  private @Nullable MarkdownStream markdown;
  private boolean thinks;
  private boolean hasStatus;

  AnswerView(Screen screen, Thinking thinking, BooleanSupplier stopped) {
    this.screen = screen;
    this.thinking = thinking;
    this.stopped = stopped;
  }

  @Override
  public void reading(int done, int total) {
    if (done > 0) {
      hasStatus = true;
      screen.status("reading %d of %d tokens".formatted(done, total));
    }
  }

  @Override
  public void delta(AnswerDelta delta) {
    clearStatus();
    switch (delta) {
      case AnswerDelta.Reasoning reasoning -> thought(reasoning.text());
      case AnswerDelta.Content text -> content(text.text());
      case AnswerDelta.CallStart call -> content("[call of %s] ".formatted(call.name()));
      case AnswerDelta.CallArguments arguments -> content(arguments.json());
    }
  }

  @Override
  public boolean stops() {
    return stopped.getAsBoolean();
  }

  /// Ends the last line.
  ///
  /// @return what the model said, without its thoughts
  String end() {
    clearStatus();
    endThought();
    MarkdownStream stream = markdown;
    if (stream != null) {
      stream.finish();
    } else if (!content.isEmpty()) {
      screen.print(content.charAt(content.length() - 1) == '\n' ? "" : "\n");
    }
    return content.toString();
  }

  private void thought(String text) {
    if (thinking == Thinking.HIDE) {
      if (!thinks) {
        hasStatus = true;
        screen.status("thinking ...");
      }
      thinks = true;
      return;
    }
    thinks = true;
    screen.print(screen.dim(safe(text)));
  }

  private void endThought() {
    if (thinks && thinking != Thinking.HIDE) {
      screen.print("\n\n");
    }
    thinks = false;
  }

  private void content(String text) {
    endThought();
    content.append(text);
    if (!screen.styled()) {
      screen.print(safe(text));
      return;
    }
    MarkdownStream stream = markdown;
    if (stream == null) {
      stream = new MarkdownStream(screen::print, screen::width);
      markdown = stream;
    }
    stream.accept(text);
  }

  private void clearStatus() {
    if (hasStatus) {
      hasStatus = false;
      screen.clearStatus();
    }
  }

  private static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().filter(MarkdownStream::isSafe).forEach(safe::appendCodePoint);
    return safe.toString();
  }
}
