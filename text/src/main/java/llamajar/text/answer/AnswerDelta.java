package llamajar.text.answer;

import org.jspecify.annotations.Nullable;

/// A piece of an answer.
public sealed interface AnswerDelta {
  /// Text for the user.
  record Content(String text) implements AnswerDelta {}

  /// Text that the model thinks.
  record Reasoning(String text) implements AnswerDelta {}

  /// A tool call begins.
  ///
  /// @param index of the call in the answer, from 0
  /// @param id that the model gave it, if any
  /// @param name of the tool
  record CallStart(int index, @Nullable String id, String name) implements AnswerDelta {}

  /// More of the arguments of a call. All pieces of a call, back to back, are a JSON object.
  ///
  /// @param index of the call in the answer
  /// @param json the next characters
  record CallArguments(int index, String json) implements AnswerDelta {}
}
