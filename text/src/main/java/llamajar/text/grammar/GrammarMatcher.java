package llamajar.text.grammar;

import java.nio.charset.StandardCharsets;

/// Reads a text, in pieces that need not be whole characters, and says how it stands in a language.
/// Not thread-safe; any number of matchers share what their grammar has learned.
public final class GrammarMatcher {
  private State state;

  GrammarMatcher(State state) {
    this.state = state;
  }

  /// Reads bytes if they can stand here; else nothing is read.
  ///
  /// @return whether they were read
  /// @throws GrammarException if the grammar is so ambiguous that too much must be remembered
  public boolean accept(byte[] bytes) {
    State reached = after(state, bytes);
    if (reached.isDead()) {
      return false;
    }
    state = reached;
    return true;
  }

  /// Reads a text, as [#accept(byte[])]. One with half a surrogate pair is no text of any language.
  public boolean accept(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && accept(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether what was read is a text of the language.
  public boolean isComplete() {
    return state.complete;
  }

  /// Whether more can be read.
  public boolean canContinue() {
    return state.reads();
  }

  /// A second matcher at the same place.
  public GrammarMatcher copy() {
    return new GrammarMatcher(state);
  }

  State state() {
    return state;
  }

  void moveTo(State reached) {
    state = reached;
  }

  static State after(State from, byte[] bytes) {
    State reached = from;
    for (byte octet : bytes) {
      reached = reached.after(octet);
      if (reached.isDead()) {
        break;
      }
    }
    return reached;
  }
}
