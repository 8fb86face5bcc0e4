package llamajar.cli.run;

import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.Interrupt;
import llamajar.cli.terminal.OutputException;
import llamajar.cli.terminal.StatusLine;
import llamajar.cli.terminal.TextOutput;
import org.jspecify.annotations.Nullable;

/// What the user sees while a text is continued: progress of a long prompt, then the prompt, then
/// each piece as soon as it is made.
final class ShownText {
  private final TextOutput out;
  private final StatusLine status;
  private final Interrupt interrupt;
  private final String prompt;
  private boolean begun;
  private @Nullable OutputException problem;

  ShownText(Environment environment, StatusLine status, Interrupt interrupt, String prompt) {
    out = new TextOutput(environment.out());
    this.status = status;
    this.interrupt = interrupt;
    this.prompt = prompt;
  }

  /// Shows the prompt, unless that was done. The status line shares the screen with it, so a prompt
  /// whose progress is shown comes after.
  void begin() throws OutputException {
    if (!begun) {
      begun = true;
      status.clear();
      out.print(prompt);
      out.flush();
    }
  }

  /// Shows how far reading the prompt has come.
  ///
  /// @return whether to go on
  boolean reading(int done, int total) {
    if (!begun) {
      status.show("reading the prompt", done, total);
    }
    return !interrupt.requested();
  }

  /// Shows a piece.
  ///
  /// @return whether to go on
  boolean text(String piece) {
    try {
      begin();
      out.print(piece);
      out.flush();
    } catch (OutputException e) {
      problem = e;
      return false;
    }
    return !interrupt.requested();
  }

  /// Ends the last line.
  ///
  /// @throws OutputException also if that is what made [#text] end the generation
  void end() throws OutputException {
    if (problem != null) {
      throw problem;
    }
    begin();
    out.endLine();
    out.flush();
  }
}
