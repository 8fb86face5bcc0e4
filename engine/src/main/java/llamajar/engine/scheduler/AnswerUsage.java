package llamajar.engine.scheduler;

import java.time.Duration;

/// What an answer took.
///
/// @param promptTokens tokens of the prompt
/// @param cachedTokens those of them that were in the cache
/// @param tokens tokens generated, in all choices
/// @param waiting from the arrival to the first step
/// @param reading from there to the first token
/// @param generating from there to the end
public record AnswerUsage(
    int promptTokens,
    int cachedTokens,
    int tokens,
    Duration waiting,
    Duration reading,
    Duration generating) {}
