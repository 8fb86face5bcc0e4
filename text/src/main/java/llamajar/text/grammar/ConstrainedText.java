package llamajar.text.grammar;

/// A text that is being made of tokens under a [TokenConstraint]. Not thread-safe.
public final class ConstrainedText {
  private final TokenConstraint constraint;
  private State state;

  ConstrainedText(TokenConstraint constraint, State state) {
    this.constraint = constraint;
    this.state = state;
  }

  /// The tokens that may come next. Those that end generation are among them if the text may end
  /// here; before a trigger, all tokens are but those that would break the grammar behind it.
  ///
  /// @throws GrammarException if the grammar is so ambiguous that too much must be remembered
  public TokenMask allowed() {
    return constraint.mask(state);
  }

  /// Whether control tokens count with their names.
  public boolean spellsControlTokens() {
    return constraint.trie().spellsControlTokens();
  }

  /// Adds a token.
  ///
  /// @param text the bytes that it prints; its name if [#spellsControlTokens()]
  /// @return whether it may come next; if not, nothing has been added
  public boolean accept(int token, byte[] text) {
    State reached = constraint.after(state, token, text);
    if (reached.isDead() || !reached.settled) {
      return false;
    }
    state = reached;
    return true;
  }

  /// Whether the text may end here. If a token has ended inside a character, that one has to be
  /// dropped.
  public boolean isComplete() {
    return state.mayEnd;
  }

  /// Whether the text can only end here.
  public boolean isFinished() {
    return state.complete && !state.reads();
  }

  /// A second text with the same tokens.
  public ConstrainedText copy() {
    return new ConstrainedText(constraint, state);
  }
}
