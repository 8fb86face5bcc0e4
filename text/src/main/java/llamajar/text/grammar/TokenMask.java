package llamajar.text.grammar;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// A set of token ids. Immutable.
public final class TokenMask {
  /// Bit i of word w is the token 64·w + i.
  private final long[] words;

  private final int count;

  TokenMask(long[] words) {
    this.words = words;
    int bits = 0;
    for (long word : words) {
      bits += Long.bitCount(word);
    }
    count = bits;
  }

  /// The set of some ids.
  public static TokenMask of(int... ids) {
    int largest = Arrays.stream(ids).max().orElse(-1);
    long[] words = new long[(largest + Long.SIZE) / Long.SIZE];
    for (int id : ids) {
      set(words, id);
    }
    return new TokenMask(words);
  }

  /// Whether a token is in it. No id is too large to ask for.
  public boolean contains(int id) {
    int word = id >> 6;
    return word < words.length && (words[word] & (1L << id)) != 0;
  }

  /// How many tokens are in it.
  public int count() {
    return count;
  }

  /// Takes all ids, rising.
  public void forEach(IntConsumer action) {
    for (int word = 0; word < words.length; word++) {
      for (long rest = words[word]; rest != 0; rest &= rest - 1) {
        action.accept(64 * word + Long.numberOfTrailingZeros(rest));
      }
    }
  }

  /// The ids from 64·`word` on, the lowest in the lowest bit; 0 behind the last.
  public long word(int word) {
    return word < words.length ? words[word] : 0;
  }

  /// How many words have been laid out.
  public int wordCount() {
    return words.length;
  }

  static void set(long[] words, int id) {
    words[id >> 6] |= 1L << id;
  }
}
