package llamajar.cli.run;

import java.io.IOException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import llamajar.cli.chat.ChatOptions;
import llamajar.engine.chat.ModelChat;
import llamajar.text.template.guard.TemplateException;

/// A prompt as the only question of a conversation.
final class Questions {
  private Questions() {}

  /// What the model reads.
  ///
  /// @throws IOException if the template refuses it or fails
  static String prompt(ModelChat chat, ChatOptions options, String question) throws IOException {
    try {
      return chat.prompt(
          options.messages(question),
          options.variables(),
          ZonedDateTime.now(ZoneId.systemDefault()));
    } catch (TemplateException e) {
      throw new IOException(
          e.kind() == TemplateException.Kind.RAISED
              ? "the chat template refuses this: " + e.reason()
              : "the chat template fails: %s; give another one with --chat-template, or --raw"
                  .formatted(e.getMessage()),
          e);
    }
  }
}
