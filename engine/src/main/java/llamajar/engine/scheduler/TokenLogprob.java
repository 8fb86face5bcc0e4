package llamajar.engine.scheduler;

/// A token and the natural logarithm of its probability, before sampling changes anything.
public record TokenLogprob(int token, float logprob) {}
