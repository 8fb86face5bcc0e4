package llamajar.text.grammar;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import llamajar.text.tokenizer.Tokenizer;

/// The texts of a vocabulary's tokens as a prefix tree, laid out in the order in which a walk meets
/// its nodes. Immutable; make one per vocabulary, as it takes some tenths of a second for a large
/// one.
///
/// Tokens that print nothing and those that end generation are not in it. Control tokens print
/// nothing unless the tree is one of texts that spell them.
public final class TokenTrie {
  private final boolean spellsControlTokens;
  private final int vocabularySize;
  private final int[] endOfGenerationIds;
  private final long[] silent;

  /// The byte on the edge into each node; node 0 is the root.
  final byte[] octets;

  /// How many bytes lead to each node.
  final int[] depths;

  /// The first node behind each node's subtree.
  final int[] subtreeEnds;

  /// Where the ids of the tokens that end at each node begin in [#ids], and one more.
  final int[] tokenStarts;

  final int[] ids;
  final int deepest;

  private TokenTrie(Tokenizer tokenizer, boolean spellsControlTokens) {
    this.spellsControlTokens = spellsControlTokens;
    vocabularySize = tokenizer.vocabulary().size();
    endOfGenerationIds = tokenizer.endOfGenerationIds();
    silent = new long[words()];
    byte[][] texts = new byte[vocabularySize][];
    long total = 1;
    for (int id = 0; id < vocabularySize; id++) {
      texts[id] =
          tokenizer.isEndOfGeneration(id) ? new byte[0] : tokenizer.piece(id, spellsControlTokens);
      total += texts[id].length;
      if (texts[id].length == 0 && !tokenizer.isEndOfGeneration(id)) {
        TokenMask.set(silent, id);
      }
    }
    ids =
        IntStream.range(0, vocabularySize)
            .filter(id -> texts[id].length > 0)
            .boxed()
            .sorted(
                Comparator.comparing((Integer id) -> texts[id], Arrays::compareUnsigned)
                    .thenComparing(Comparator.naturalOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    if (total > 1 << 28) {
      throw new GrammarException(
          "the vocabulary's tokens have %d bytes; too many to constrain them".formatted(total));
    }
    Layout layout = new Layout((int) total);
    for (int place = 0; place < ids.length; place++) {
      layout.add(texts[ids[place]], place == 0 ? new byte[0] : texts[ids[place - 1]], place);
    }
    layout.close(0);
    octets = Arrays.copyOf(layout.octets, layout.nodes);
    depths = Arrays.copyOf(layout.depths, layout.nodes);
    subtreeEnds = Arrays.copyOf(layout.subtreeEnds, layout.nodes);
    tokenStarts = Arrays.copyOf(layout.tokenStarts, layout.nodes + 1);
    tokenStarts[layout.nodes] = ids.length;
    deepest = Arrays.stream(depths).max().orElse(0);
  }

  /// The tree of a tokenizer's vocabulary.
  public static TokenTrie of(Tokenizer tokenizer) {
    return new TokenTrie(tokenizer, false);
  }

  /// The tree for texts in which control tokens are spelled, as those that show a model's thoughts
  /// and calls are.
  public static TokenTrie spellingControlTokens(Tokenizer tokenizer) {
    return new TokenTrie(tokenizer, true);
  }

  /// Whether control tokens print their names.
  public boolean spellsControlTokens() {
    return spellsControlTokens;
  }

  /// Tokens in the vocabulary.
  public int vocabularySize() {
    return vocabularySize;
  }

  int nodeCount() {
    return octets.length;
  }

  /// Words of a mask.
  int words() {
    return (vocabularySize + Long.SIZE - 1) / Long.SIZE;
  }

  void addEndOfGeneration(long[] mask) {
    for (int id : endOfGenerationIds) {
      TokenMask.set(mask, id);
    }
  }

  /// Adds the tokens that print nothing and do not end generation.
  void addSilent(long[] mask) {
    for (int word = 0; word < mask.length; word++) {
      mask[word] |= silent[word];
    }
  }

  /// Adds the tokens that end at a node.
  void addTokens(int node, long[] mask) {
    for (int i = tokenStarts[node]; i < tokenStarts[node + 1]; i++) {
      TokenMask.set(mask, ids[i]);
    }
  }

  /// Grows with the sorted tokens.
  private static final class Layout {
    final byte[] octets;
    final int[] depths;
    final int[] subtreeEnds;
    final int[] tokenStarts;
    int nodes = 1;

    /// The nodes that lead to the last one, by depth.
    private int[] path = new int[64];

    private int depth;

    Layout(int most) {
      octets = new byte[most];
      depths = new int[most];
      subtreeEnds = new int[most];
      tokenStarts = new int[most + 1];
    }

    void add(byte[] text, byte[] previous, int place) {
      int shared = Math.max(0, Arrays.mismatch(text, previous));
      if (Arrays.equals(text, previous)) {
        return;
      }
      close(shared);
      if (path.length <= text.length) {
        path = Arrays.copyOf(path, 2 * text.length);
      }
      for (int i = shared; i < text.length; i++) {
        octets[nodes] = text[i];
        depths[nodes] = i + 1;
        // Only the last of these nodes has a token; the others end where it begins.
        tokenStarts[nodes] = place;
        path[++depth] = nodes++;
      }
    }

    /// Ends the subtrees of the nodes below a depth of the path.
    void close(int newDepth) {
      for (; depth > newDepth; depth--) {
        subtreeEnds[path[depth]] = nodes;
      }
      if (newDepth == 0) {
        subtreeEnds[0] = nodes;
      }
    }
  }
}
