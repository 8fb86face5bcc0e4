package llamajar.text.tokenizer;

import java.util.List;

/// The pairs that BPE joins and the order in which it learned them: a hash table from two
/// neighbouring byte strings to the number of their merge.
///
/// Keyed by the strings rather than by token ids, so that making it takes one pass over the file's
/// merges and no look-up of tokens, and so that a merge whose parts or result are no tokens works
/// as it does elsewhere.
final class BpeMerges {
  private final ByteStrings pairs;
  private final int[] middles;
  // High half: high half of the hash; low half: rank + 1, or 0 for a free slot.
  private final long[] slots;
  private final int longest;

  /// @param byteLevel whether the pairs are spelled in GPT-2's letters for bytes
  BpeMerges(List<byte[]> merges, boolean byteLevel) {
    int total = 0;
    for (byte[] merge : merges) {
      total = Math.addExact(total, merge.length);
    }
    ByteStrings.Builder builder = new ByteStrings.Builder(merges.size(), total);
    middles = new int[merges.size()];
    for (int rank = 0; rank < middles.length; rank++) {
      middles[rank] = append(merges.get(rank), byteLevel, builder);
      builder.end();
    }
    pairs = builder.build();
    slots = new long[ByteIndex.tableSize(middles.length)];
    int max = 0;
    for (int rank = 0; rank < middles.length; rank++) {
      if (pairs.length(rank) > 0) {
        add(rank);
        max = Math.max(max, pairs.length(rank));
      }
    }
    longest = max;
  }

  /// Where the space between the two parts of a merge is; the length if there is none.
  static int split(byte[] merge) {
    int space = 1;
    while (space < merge.length && merge[space] != ' ') {
      space++;
    }
    return space + 1 < merge.length ? space : merge.length;
  }

  /// The rank of the merge of `text[left, middle)` and `text[middle, right)`, or
  /// [PairMerger#NEVER].
  int rank(byte[] text, int left, int middle, int right) {
    if (right - left > longest) {
      return PairMerger.NEVER;
    }
    long hash = hash(text, left, middle, right);
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int rank = (int) slots[slot] - 1;
      if (slots[slot] >>> 32 == hash >>> 32 && equals(rank, text, left, middle, right)) {
        return rank;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return PairMerger.NEVER;
  }

  private void add(int rank) {
    int left = pairs.start(rank);
    int middle = left + middles[rank];
    int right = pairs.end(rank);
    long hash = hash(pairs.bytes(), left, middle, right);
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int other = (int) slots[slot] - 1;
      if (slots[slot] >>> 32 == hash >>> 32 && equals(other, pairs.bytes(), left, middle, right)) {
        // Of equal merges the first counts.
        return;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = (hash & 0xFFFFFFFF00000000L) | (rank + 1);
  }

  private boolean equals(int rank, byte[] text, int left, int middle, int right) {
    return middles[rank] == middle - left && pairs.equals(rank, text, left, right);
  }

  private static long hash(byte[] text, int left, int middle, int right) {
    long hash = ByteIndex.hash(ByteIndex.start(), text, left, middle);
    // Tells "ab" + "c" from "a" + "bc".
    return ByteIndex.finish(ByteIndex.hash(~hash, text, middle, right));
  }

  /// Appends both parts and gives the length of the left one; appends nothing for a pair that is
  /// not spelled as it should be, which then never matches.
  private static int append(byte[] merge, boolean byteLevel, ByteStrings.Builder builder) {
    int space = split(merge);
    if (!byteLevel) {
      builder.append(merge, 0, space);
      builder.append(merge, space + 1, merge.length);
      return space;
    }
    boolean leftDone = ByteLevel.append(merge, 0, space, builder);
    int middle = builder.currentLength();
    if (!leftDone || !ByteLevel.append(merge, space + 1, merge.length, builder)) {
      builder.discard();
      return 0;
    }
    return middle;
  }
}
