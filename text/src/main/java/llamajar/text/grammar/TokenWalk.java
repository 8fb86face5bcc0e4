package llamajar.text.grammar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Walks over a prefix tree of tokens and a grammar's states in step.
final class TokenWalk {
  private final TokenTrie trie;
  private final @Nullable State[] path;

  TokenWalk(TokenTrie trie) {
    this.trie = trie;
    path = new @Nullable State[trie.deepest + 1];
  }

  /// Which tokens can be read in one call of a rule, as far as that does not depend on its callers.
  static final class Local {
    /// Tokens that can be read whole, as a mask.
    final long[] inside;

    /// Nodes of the prefix tree where the rule may have ended: whether tokens below them can be
    /// read depends on the callers.
    final int[] exits;

    private Local(long[] inside, int[] exits) {
      this.inside = inside;
      this.exits = exits;
    }
  }

  /// Walks from one cursor.
  ///
  /// @param start the cursor's state, whoever called
  Local local(State start) {
    long[] inside = new long[trie.words()];
    int[] exits = new int[16];
    int exitCount = 0;
    path[0] = start;
    int node = 1;
    while (node < trie.nodeCount()) {
      State state = step(node, 0);
      if (state.isDead()) {
        node = trie.subtreeEnds[node];
        continue;
      }
      if (state.settled) {
        trie.addTokens(node, inside);
      }
      if (state.complete && node + 1 < trie.subtreeEnds[node]) {
        if (exitCount == exits.length) {
          exits = Arrays.copyOf(exits, 2 * exitCount);
        }
        exits[exitCount++] = node;
      }
      node++;
    }
    return new Local(inside, Arrays.copyOf(exits, exitCount));
  }

  /// Adds the tokens below a node that can be read from its text on.
  void below(int top, State start, long[] mask) {
    int base = trie.depths[top];
    path[0] = start;
    int node = top + 1;
    int end = trie.subtreeEnds[top];
    while (node < end) {
      State state = step(node, base);
      if (state.isDead()) {
        node = trie.subtreeEnds[node];
        continue;
      }
      if (state.settled) {
        trie.addTokens(node, mask);
      }
      node++;
    }
  }

  private State step(int node, int base) {
    int depth = trie.depths[node] - base;
    State from = path[depth - 1];
    if (from == null) {
      throw new IllegalStateException("a prefix tree with a gap at node " + node);
    }
    State to = from.after(trie.octets[node]);
    path[depth] = to;
    return to;
  }
}
