package llamajar.text.tokenizer;

import java.util.Arrays;

/// The pairs that BPE joins and the order in which it learned them: a hash table from two
/// neighbouring byte strings to the number of their merge.
///
/// Keyed by the strings rather than by token ids, so that making it takes one pass over the file's
/// merges and no look-up of tokens, and so that a merge whose parts or result are no tokens works
/// as it does elsewhere.
final class BpeMerges {
  private final ByteStrings merges;
  private final short[] leftLengths;
  private final int[] slots;

  /// @param merges `left right` each, the first learned first
  /// @throws VocabularyException if a merge has no space in it or is too long
  BpeMerges(ByteStrings merges) {
    this.merges = merges;
    leftLengths = new short[merges.size()];
    slots = new int[ByteIndex.tableSize(merges.size())];
    byte[] bytes = merges.bytes();
    for (int rank = 0; rank < merges.size(); rank++) {
      int from = merges.start(rank);
      int to = merges.end(rank);
      int space = space(bytes, from, to);
      if (space + 1 >= to || to - from > Short.MAX_VALUE) {
        throw new VocabularyException(
            "merge %d is no pair of tokens with a space between; convert the model again"
                .formatted(rank));
      }
      leftLengths[rank] = (short) (space - from);
      add(rank, from, space, to);
    }
  }

  private void add(int rank, int from, int space, int to) {
    byte[] bytes = merges.bytes();
    long hash = hash(bytes, from, space, space + 1, to);
    int slot = slotOf(hash, bytes, from, space, space + 1, to);
    // Of equal merges the first counts.
    if (slots[slot] == 0) {
      slots[slot] = ByteIndex.tag(hash) | (rank + 1);
    }
  }

  /// The rank of the merge of `text[left, middle)` and `text[middle, right)`, or
  /// [PairMerger#NEVER].
  int rank(byte[] text, int left, int middle, int right) {
    if (right - left >= merges.longest()) {
      return PairMerger.NEVER;
    }
    long hash = hash(text, left, middle, middle, right);
    int found = slots[slotOf(hash, text, left, middle, middle, right)];
    return found == 0 ? PairMerger.NEVER : (found & ByteIndex.NUMBER_MASK) - 1;
  }

  /// The slot of the pair, or the free one where it would be.
  private int slotOf(long hash, byte[] text, int left, int leftEnd, int right, int rightEnd) {
    int mask = slots.length - 1;
    int tag = ByteIndex.tag(hash);
    int slot = (int) hash & mask;
    while (slots[slot] != 0
        && ((slots[slot] & ~ByteIndex.NUMBER_MASK) != tag
            || !equals(
                (slots[slot] & ByteIndex.NUMBER_MASK) - 1, text, left, leftEnd, right, rightEnd))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean equals(int rank, byte[] text, int left, int leftEnd, int right, int rightEnd) {
    byte[] bytes = merges.bytes();
    int from = merges.start(rank);
    int space = from + leftLengths[rank];
    return Arrays.equals(bytes, from, space, text, left, leftEnd)
        && Arrays.equals(bytes, space + 1, merges.end(rank), text, right, rightEnd);
  }

  private static long hash(byte[] text, int left, int leftEnd, int right, int rightEnd) {
    long hash = ByteIndex.hash(ByteIndex.start(), text, left, leftEnd);
    // Tells "ab" + "c" from "a" + "bc".
    return ByteIndex.finish(ByteIndex.hash(~hash, text, right, rightEnd));
  }

  /// Where the space between the parts is; a part has at least one byte.
  private static int space(byte[] text, int from, int to) {
    int at = from + 1;
    while (at < to && text[at] != ' ') {
      at++;
    }
    return at;
  }
}
