package llamajar.cli.chat;

import java.io.IOException;

/// Where messages come from.
interface LineInput {
  /// What the user did.
  sealed interface Input {
    /// A message was typed; it may have several lines.
    record Message(String text) implements Input {}

    /// Ctrl-C was pressed.
    ///
    /// @param onEmptyLine whether nothing had been typed
    record Interrupt(boolean onEmptyLine) implements Input {}

    /// There is no more.
    record End() implements Input {}
  }

  /// Waits for the user.
  Input read(String prompt) throws IOException;

  /// Does something with Ctrl-C while an answer is made.
  ///
  /// @return closes to what was before
  Listening onInterrupt(Runnable action);

  /// Listening to Ctrl-C.
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
