package llamajar.engine.scheduler;

import llamajar.engine.StopReason;
import org.jspecify.annotations.Nullable;

/// What happens to a request, in order: its prompt is read, tokens come, each choice ends, and at
/// last it is [Finished] or has [Failed].
public sealed interface AnswerEvent {

  /// A part of the prompt has been read.
  ///
  /// @param done prompt tokens read so far, those in the cache included
  /// @param total prompt tokens
  /// @param cached prompt tokens that were in the cache
  record Reading(int done, int total, int cached) implements AnswerEvent {}

  /// How probable a token of the prompt was; only if asked for. The first token has nothing before
  /// it and no event.
  ///
  /// @param position from 1
  record PromptToken(int position, TokenLogprobs logprobs) implements AnswerEvent {}

  /// A token was chosen.
  ///
  /// @param choice which of the answers, from 0
  /// @param token its id
  /// @param text what can be shown now: empty if characters are incomplete, if the text could be
  ///   the beginning of a stop text, or if the token ends the answer
  /// @param logprobs only if asked for
  record Token(int choice, int token, String text, @Nullable TokenLogprobs logprobs)
      implements AnswerEvent {}

  /// A choice is complete.
  ///
  /// @param reason why
  /// @param rest text that was held back
  /// @param tokens how many were generated
  /// @param stopText the stop text that ended it, if one did
  record Ended(int choice, StopReason reason, String rest, int tokens, @Nullable String stopText)
      implements AnswerEvent {}

  /// All choices are complete. The last event.
  record Finished(AnswerUsage usage) implements AnswerEvent {}

  /// Something went wrong that the request can't be blamed for. The last event.
  record Failed(String message) implements AnswerEvent {}
}
