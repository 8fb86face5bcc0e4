package llamajar.text.tokenizer;

/// Finds the number of a byte string: an open-addressing hash table over [ByteStrings]. Empty
/// strings can't be found.
final class ByteIndex {
  /// Slots of such tables hold a number + 1 in the low 24 bits and 8 bits of the hash above, so
  /// that few look-ups touch a string that is not the right one.
  static final int NUMBER_MASK = 0xFFFFFF;

  /// Differs from run to run, so that no file can be made whose strings all collide.
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private final ByteStrings strings;
  private final int[] slots;

  /// @throws VocabularyException if two strings are equal or there are too many
  ByteIndex(ByteStrings strings) {
    this.strings = strings;
    this.slots = new int[tableSize(strings.size())];
    byte[] bytes = strings.bytes();
    for (int number = 0; number < strings.size(); number++) {
      int from = strings.start(number);
      int to = strings.end(number);
      if (to > from) {
        long hash = finish(hash(SEED, bytes, from, to));
        int slot = slotOf(hash, bytes, from, to);
        if (slots[slot] != 0) {
          throw duplicate((slots[slot] & NUMBER_MASK) - 1, number);
        }
        slots[slot] = tag(hash) | (number + 1);
      }
    }
  }

  private VocabularyException duplicate(int first, int second) {
    return new VocabularyException(
        "tokens %d and %d have the same text %s; convert the model again"
            .formatted(first, second, Printable.quote(strings.text(second))));
  }

  /// The number of the string that equals `text[from, to)`, or −1.
  int find(byte[] text, int from, int to) {
    if (to - from > strings.longest()) {
      return -1;
    }
    int slot = slotOf(finish(hash(SEED, text, from, to)), text, from, to);
    return (slots[slot] & NUMBER_MASK) - 1;
  }

  /// The slot of the string, or the free one where it would be.
  private int slotOf(long hash, byte[] text, int from, int to) {
    int mask = slots.length - 1;
    int tag = tag(hash);
    int slot = (int) hash & mask;
    while (slots[slot] != 0
        && ((slots[slot] & ~NUMBER_MASK) != tag
            || !strings.equals((slots[slot] & NUMBER_MASK) - 1, text, from, to))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// A power of two that leaves at least a third of the slots free.
  static int tableSize(int entries) {
    if (entries >= NUMBER_MASK) {
      throw new VocabularyException("%d strings are too many for a vocabulary".formatted(entries));
    }
    return Integer.highestOneBit(Math.max(entries + entries / 2, 8)) << 1;
  }

  static int tag(long hash) {
    return (int) (hash >>> 32) & ~NUMBER_MASK;
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
