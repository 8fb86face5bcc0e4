package llamajar.text.tokenizer;

/// Joins neighbouring symbols of a text, always the pair with the smallest key and of equal keys
/// the leftmost, until no pair has a key.
///
/// This is the heart of both BPE kinds. Symbols are a doubly linked list over the bytes of the text
/// (a symbol's name is the place where it begins), pairs wait in a heap: n log n for a word of n
/// bytes, where looking for the best pair again after each join would be quadratic. Entries of the
/// heap that a join made obsolete are recognised when they surface: the key of the pair at that
/// place is no longer theirs.
final class PairMerger {
  /// The key of a pair that can't be joined.
  static final int NEVER = Integer.MAX_VALUE;

  /// Gives the key of the pair `text[left, middle)` and `text[middle, right)`.
  interface Keys {
    int key(byte[] text, int left, int middle, int right);
  }

  private static final int GONE = -1;

  private final Keys keys;
  private int[] previous = new int[64];
  // One more than the last byte for the last symbol; GONE where no symbol begins (any more).
  private int[] next = new int[64];
  private int[] key = new int[64];
  private final LongHeap heap = new LongHeap(64);
  private int length;

  PairMerger(Keys keys) {
    this.keys = keys;
  }

  /// Joins what can be joined in `text[from, to)`, which must not be empty. The first symbols are
  /// its UTF-8 characters.
  void merge(byte[] text, int from, int to) {
    length = to - from;
    reserve(length);
    split(text, from);
    for (int left = 0; next[left] < length; left = next[left]) {
      consider(text, from, left);
    }
    while (!heap.isEmpty()) {
      long best = heap.removeSmallest();
      int left = (int) best;
      if (next[left] != GONE && key[left] == (int) (best >> 32)) {
        join(text, from, left);
      }
    }
  }

  /// Where the symbol that begins at `start` ends, both relative to the start of the merged text.
  int end(int start) {
    return next[start];
  }

  private void join(byte[] text, int from, int left) {
    int right = next[left];
    int end = next[right];
    next[left] = end;
    next[right] = GONE;
    if (end < length) {
      previous[end] = left;
      consider(text, from, left);
    } else {
      key[left] = NEVER;
    }
    if (left > 0) {
      consider(text, from, previous[left]);
    }
  }

  private void consider(byte[] text, int from, int left) {
    int middle = next[left];
    int found = keys.key(text, from + left, from + middle, from + next[middle]);
    key[left] = found;
    if (found != NEVER) {
      heap.add(((long) found << 32) | left);
    }
  }

  private void split(byte[] text, int from) {
    int before = -1;
    for (int i = 0; i < length; ) {
      int size = Math.min(Utf8.length(text[from + i]), length - i);
      previous[i] = before;
      key[i] = NEVER;
      next[i] = i + size;
      for (int inside = i + 1; inside < i + size; inside++) {
        next[inside] = GONE;
      }
      before = i;
      i += size;
    }
  }

  private void reserve(int size) {
    if (size > next.length) {
      int larger = Math.max(size, (int) Math.min(2L * next.length, Integer.MAX_VALUE - 8));
      previous = new int[larger];
      next = new int[larger];
      key = new int[larger];
    }
  }
}
