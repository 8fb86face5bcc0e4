package llamajar.text.tokenizer;

/// Finds the number of a byte string: an open-addressing hash table over [ByteStrings]. Empty
/// strings can't be found.
final class ByteIndex {
  /// Differs from run to run, so that no file can be made whose strings all collide.
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private final ByteStrings strings;
  // High half: high half of the hash; low half: number + 1, or 0 for a free slot.
  private final long[] slots;
  private final int longest;

  /// @throws VocabularyException if two strings are equal
  ByteIndex(ByteStrings strings) {
    this.strings = strings;
    this.slots = new long[tableSize(strings.size())];
    int max = 0;
    for (int i = 0; i < strings.size(); i++) {
      if (strings.length(i) > 0) {
        add(i);
        max = Math.max(max, strings.length(i));
      }
    }
    this.longest = max;
  }

  private void add(int number) {
    byte[] bytes = strings.bytes();
    int from = strings.start(number);
    int to = strings.end(number);
    long hash = finish(hash(start(), bytes, from, to));
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int other = (int) slots[slot] - 1;
      if (slots[slot] >>> 32 == hash >>> 32 && strings.equals(other, bytes, from, to)) {
        throw new VocabularyException(
            "tokens %d and %d have the same text '%s'; convert the model again"
                .formatted(other, number, strings.text(number)));
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = (hash & 0xFFFFFFFF00000000L) | (number + 1);
  }

  /// The length of the longest string.
  int longest() {
    return longest;
  }

  /// The number of the string that equals `text[from, to)`, or −1.
  int find(byte[] text, int from, int to) {
    if (to - from > longest) {
      return -1;
    }
    long hash = finish(hash(start(), text, from, to));
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int number = (int) slots[slot] - 1;
      if (slots[slot] >>> 32 == hash >>> 32 && strings.equals(number, text, from, to)) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  /// A power of two that leaves at least half of the slots free.
  static int tableSize(int entries) {
    if (entries > 1 << 28) {
      throw new VocabularyException("%d strings are too many for a vocabulary".formatted(entries));
    }
    return Integer.highestOneBit(Math.max(entries, 4)) << 2;
  }

  static long start() {
    return SEED;
  }

  static long hash(long hash, byte[] text, int from, int to) {
    long h = hash;
    for (int i = from; i < to; i++) {
      h = (h ^ (text[i] & 0xFF)) * 0xD6E8FEB86659FD93L;
      h ^= h >>> 32;
    }
    return h;
  }

  static long finish(long hash) {
    long h = hash * 0x9E3779B97F4A7C15L;
    return h ^ (h >>> 29);
  }
}
