package llamajar.text.chat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The templates that a model's conversations are written with.
///
/// @param plain the one for all purposes; null if there is none
/// @param withTools the one for conversations in which tools are declared; null: the plain one
public record ChatTemplates(@Nullable ChatTemplate plain, @Nullable ChatTemplate withTools) {
  /// None at all.
  public static final ChatTemplates NONE = new ChatTemplates(null, null);

  /// One for all purposes.
  public static ChatTemplates of(@Nullable ChatTemplate plain) {
    return new ChatTemplates(plain, null);
  }

  /// The best one for a conversation, if there is any.
  ///
  /// @param tools whether tools are declared in it
  public Optional<ChatTemplate> forConversation(boolean tools) {
    return Optional.ofNullable(tools && withTools != null ? withTools : plain);
  }
}
