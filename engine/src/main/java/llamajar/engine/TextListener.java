package llamajar.engine;

/// Receives text as it is made.
@FunctionalInterface
public interface TextListener {

  /// Called with whole characters; never with an empty text.
  ///
  /// @return whether to go on
  boolean text(String piece);
}
