package llamajar.engine;

/// Why generation ended.
public enum StopReason {
  /// The model chose a token that ends a text.
  END_OF_GENERATION,
  /// As many tokens as wanted were made.
  LENGTH,
  /// One of the stop texts appeared.
  STOP_TEXT,
  /// The session can't take another token.
  CONTEXT_FULL,
  /// The listener wanted no more.
  CANCELLED,
  /// The time set for it was over.
  TIMED_OUT
}
