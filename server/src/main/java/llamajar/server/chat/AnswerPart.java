package llamajar.server.chat;

/// A piece of an answer.
public sealed interface AnswerPart {
  /// Something the model says.
  record Said(String text) implements AnswerPart {}

  /// Something the model thinks.
  record Thought(String text) implements AnswerPart {}

  /// The model begins to call a tool.
  ///
  /// @param call number of the call in this answer, from 0
  record CallBegun(int call, String name) implements AnswerPart {}

  /// A piece of the arguments of a call: all pieces together are a JSON object.
  record CallArguments(int call, String json) implements AnswerPart {}
}
