package llamajar.text.grammar;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A grammar and the tokens of a vocabulary: which token sequences spell texts of the grammar.
///
/// Masks are computed when they are first needed and kept, so use one constraint for all texts of a
/// grammar. Safe for use by several threads.
public final class TokenConstraint {
  /// Masks are forgotten when they take more than this.
  private static final long MOST_BYTES = 128L << 20;

  private final TokenTrie trie;
  private final Set<Integer> triggerTokens;

  /// Where a text begins: at the grammar's beginning, or before a trigger.
  private final Grammar grammar;

  private final State start;
  private final State triggered;
  private final Map<State, TokenMask> masks = new HashMap<>();
  private final Map<Cursor, TokenWalk.Local> locals = new HashMap<>();
  private @Nullable TokenWalk walk;
  private long bytes;

  private TokenConstraint(
      Grammar grammar, TokenTrie trie, State start, State triggered, Set<Integer> triggerTokens) {
    this.grammar = grammar;
    this.trie = trie;
    this.start = start;
    this.triggered = triggered;
    this.triggerTokens = Set.copyOf(triggerTokens);
  }

  /// Holds the whole text to a grammar.
  public static TokenConstraint of(Grammar grammar, TokenTrie trie) {
    State start = grammar.machine().start();
    return new TokenConstraint(grammar, trie, start, start, Set.of());
  }

  /// Leaves the text alone until a trigger appears in it, and holds what follows to a grammar. The
  /// text may also end without a trigger.
  ///
  /// @param texts what begins it when it has been printed
  /// @param tokens what begins it when it has been chosen, whether it prints something or not
  /// @throws GrammarException if a text is empty or a token is not in the vocabulary
  public static TokenConstraint after(
      List<String> texts, Set<Integer> tokens, Grammar grammar, TokenTrie trie) {
    for (int id : tokens) {
      if (id < 0 || id >= trie.vocabularySize()) {
        throw new GrammarException(
            "token %d can't be a trigger: the vocabulary has %d tokens"
                .formatted(id, trie.vocabularySize()));
      }
    }
    Grammar waiting = grammar.after(texts);
    State start = waiting.machine().start();
    return new TokenConstraint(waiting, trie, start, waiting.machine().triggered(), tokens);
  }

  /// A text that has no tokens yet.
  public ConstrainedText begin() {
    return new ConstrainedText(this, start);
  }

  TokenTrie trie() {
    return trie;
  }

  /// The state after a token, whose text is given; dead if it can't stand there.
  State after(State state, int token, byte[] text) {
    return state.isFree() && triggerTokens.contains(token)
        ? triggered
        : GrammarMatcher.after(state, text);
  }

  /// The tokens that may follow, those that end generation among them if the text may end.
  synchronized TokenMask mask(State state) {
    TokenMask known = masks.get(state);
    if (known == null) {
      known = compute(state);
      if (bytes > MOST_BYTES) {
        masks.clear();
        locals.clear();
        bytes = 0;
      }
      masks.put(state, known);
      bytes += 8L * trie.words() + 64;
    }
    return known;
  }

  private TokenMask compute(State state) {
    TokenWalk walker = walk;
    if (walker == null) {
      walker = new TokenWalk(trie);
      walk = walker;
    }
    long[] mask = new long[trie.words()];
    for (int i = 0; i < state.cursors.length; i++) {
      TokenWalk.Local local = local(state.cursors[i], walker);
      for (int word = 0; word < mask.length; word++) {
        mask[word] |= local.inside[word];
      }
      Frame frame = state.frames[i];
      if (!frame.isBottom() && local.exits.length > 0) {
        State resumed = grammar.machine().resume(frame);
        for (int exit : local.exits) {
          walker.below(exit, resumed, mask);
        }
      }
    }
    if (state.isFree()) {
      trie.addSilent(mask);
      for (int id : triggerTokens) {
        TokenMask.set(mask, id);
      }
    }
    if (state.mayEnd) {
      trie.addEndOfGeneration(mask);
    }
    return new TokenMask(mask);
  }

  private TokenWalk.Local local(Cursor cursor, TokenWalk walker) {
    TokenWalk.Local known = locals.get(cursor);
    if (known == null) {
      known = walker.local(grammar.machine().alone(cursor));
      locals.put(cursor, known);
      bytes += 8L * trie.words() + 4L * known.exits.length + 64;
    }
    return known;
  }
}
