package llamajar.api;

/// A part of a conversation.
///
/// @param role who says it: `system`, `user`, `assistant`, or what else the model's template knows
/// @param content what is said
public record Message(String role, String content) {
  /// What the model is told before the conversation.
  public static Message system(String content) {
    return new Message("system", content);
  }

  /// What the user says.
  public static Message user(String content) {
    return new Message("user", content);
  }

  /// What the model has said.
  public static Message assistant(String content) {
    return new Message("assistant", content);
  }
}
