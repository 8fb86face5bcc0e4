package llamajar.text.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// Cuts the spellings of special tokens out of a text.
///
/// The rule is: the longest spelling first (of equally long ones the smaller id), each from left to
/// right, wherever nothing has been cut out before. Going over the text once per special token
/// would do that, but some vocabularies have thousands. Here a prefix tree gives the longest
/// candidate at each place; a queue orders candidates by that rule; one whose end is already taken
/// is replaced by the longest shorter one at its place. Since what was taken is at least as long as
/// any later candidate, looking at a candidate's first and last byte tells whether it is still
/// whole.
final class SpecialSplitter {
  /// Receives the parts of a text in order.
  interface Parts {
    void text(int from, int to);

    void token(int id);
  }

  private final Vocabulary vocabulary;
  // Longest spelling first; the tries hold positions in this list.
  private final int[] ordered;
  private final boolean[] trimsLeft;
  private final boolean[] trimsRight;
  private final ByteTrie all = new ByteTrie();
  private final ByteTrie textual = new ByteTrie();

  SpecialSplitter(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    ByteStrings tokens = vocabulary.tokens();
    ordered = ordered(vocabulary);
    trimsLeft = new boolean[ordered.length];
    trimsRight = new boolean[ordered.length];
    for (int order = 0; order < ordered.length; order++) {
      int id = ordered[order];
      trimsLeft[order] = vocabulary.trimming().trimsLeft(tokens.text(id));
      trimsRight[order] = vocabulary.trimming().trimsRight(tokens.text(id));
      all.put(tokens.bytes(), tokens.start(id), tokens.end(id), order);
      if (!vocabulary.isControl(id)) {
        textual.put(tokens.bytes(), tokens.start(id), tokens.end(id), order);
      }
    }
  }

  private static int[] ordered(Vocabulary vocabulary) {
    ByteStrings tokens = vocabulary.tokens();
    List<Integer> specials = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (vocabulary.isSpecial(id) && tokens.length(id) > 0 && isText(tokens, id)) {
        specials.add(id);
      }
    }
    specials.sort(Comparator.comparingInt(id -> -tokens.length(id)));
    return specials.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Spellings that are no valid UTF-8 would cut characters in two.
  private static boolean isText(ByteStrings tokens, int id) {
    return Arrays.equals(Utf8.encode(tokens.text(id)), tokens.copy(id));
  }

  /// Gives the parts of `text`.
  ///
  /// @param control whether control tokens are cut out too, not only user-defined ones
  void split(byte[] text, boolean control, Parts parts) {
    ByteTrie trie = control ? all : textual;
    LongHeap candidates = new LongHeap(16);
    for (int at = 0; at < text.length; at++) {
      if (trie.begins(text[at])) {
        offer(candidates, trie, text, at, text.length);
      }
    }
    new Cutting(text, trie, candidates).run(parts);
  }

  private static void offer(LongHeap candidates, ByteTrie trie, byte[] text, int at, int to) {
    int order = trie.longest(text, at, to);
    if (order != ByteTrie.NONE) {
      candidates.add(((long) order << 32) | at);
    }
  }

  /// The work on one text.
  private final class Cutting {
    private final byte[] text;
    private final ByteTrie trie;
    private final LongHeap candidates;
    private final BitSet taken = new BitSet();
    private long[] cuts = new long[16];
    private int cutCount;

    Cutting(byte[] text, ByteTrie trie, LongHeap candidates) {
      this.text = text;
      this.trie = trie;
      this.candidates = candidates;
    }

    void run(Parts parts) {
      while (!candidates.isEmpty()) {
        long best = candidates.removeSmallest();
        consider((int) best, (int) (best >>> 32));
      }
      Arrays.sort(cuts, 0, cutCount);
      int cut = 0;
      for (int at = 0; at < text.length; ) {
        int nextCut = cut < cutCount ? (int) (cuts[cut] >>> 32) : text.length;
        if (at == nextCut) {
          int id = ordered[(int) cuts[cut++]];
          parts.token(id);
          at += length(id);
        } else if (taken.get(at)) {
          at = Math.min(nextCut, taken.nextClearBit(at));
        } else {
          int next = taken.nextSetBit(at);
          int end = next < 0 ? text.length : next;
          parts.text(at, end);
          at = end;
        }
      }
    }

    private void consider(int from, int order) {
      int to = from + length(ordered[order]);
      if (taken.get(from)) {
        return;
      }
      if (taken.get(to - 1)) {
        offer(candidates, trie, text, from, taken.nextSetBit(from));
        return;
      }
      if (cutCount == cuts.length) {
        cuts = Arrays.copyOf(cuts, 2 * cutCount);
      }
      cuts[cutCount++] = ((long) from << 32) | order;
      int left = from;
      while (trimsLeft[order] && left > 0 && !taken.get(left - 1) && isSpace(text[left - 1])) {
        left--;
      }
      int right = to;
      while (trimsRight[order]
          && right < text.length
          && !taken.get(right)
          && isSpace(text[right])) {
        right++;
      }
      taken.set(left, right);
    }

    private int length(int id) {
      return vocabulary.tokens().length(id);
    }
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || (octet >= '\t' && octet <= '\r');
  }
}
