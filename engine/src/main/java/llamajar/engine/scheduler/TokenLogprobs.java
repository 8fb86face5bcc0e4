package llamajar.engine.scheduler;

import java.util.List;

/// How probable a token of the text was, and what else might have been there.
///
/// @param chosen the token of the text
/// @param top the most probable tokens, best first, as many as were asked for
public record TokenLogprobs(TokenLogprob chosen, List<TokenLogprob> top) {}
