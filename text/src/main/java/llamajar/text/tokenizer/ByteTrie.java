package llamajar.text.tokenizer;

import java.util.Arrays;

/// A prefix tree over byte strings with an int at the end of each: finds the tokens that begin at a
/// place of a text.
///
/// Edges are entries of one hash table (node and byte → node), which costs a few bytes per node
/// where an array of 256 children would cost a kilobyte.
final class ByteTrie {
  static final int ROOT = 0;
  static final int NONE = -1;
  private static final int MOST_NODES = 1 << 23;

  private final boolean[] beginsSomething = new boolean[256];
  private int[] keys = new int[1024];
  private int[] children = new int[1024];
  private int[] values = new int[512];
  private int nodes = 1;

  ByteTrie() {
    values[ROOT] = NONE;
  }

  /// Adds a string; a later one with the same bytes replaces the value.
  ///
  /// @param value not negative
  void put(byte[] text, int from, int to, int value) {
    int node = ROOT;
    for (int i = from; i < to; i++) {
      node = childOrNew(node, text[i] & 0xFF);
    }
    if (node != ROOT) {
      values[node] = value;
      beginsSomething[text[from] & 0xFF] = true;
    }
  }

  /// Whether any string begins with this byte.
  boolean begins(byte octet) {
    return beginsSomething[octet & 0xFF];
  }

  /// The node one byte further, or [#NONE].
  int child(int node, byte octet) {
    int key = (node << 8) | (octet & 0xFF);
    int slot = slot(key, keys.length);
    while (children[slot] != 0) {
      if (keys[slot] == key) {
        return children[slot];
      }
      slot = (slot + 1) & (keys.length - 1);
    }
    return NONE;
  }

  /// The value of the string that ends at this node, or [#NONE].
  int value(int node) {
    return values[node];
  }

  /// The value of the longest string that begins at `from` and ends at or before `to`, or [#NONE].
  int longest(byte[] text, int from, int to) {
    int best = NONE;
    int node = ROOT;
    for (int i = from; i < to; i++) {
      node = child(node, text[i]);
      if (node == NONE) {
        break;
      }
      if (values[node] != NONE) {
        best = values[node];
      }
    }
    return best;
  }

  private int childOrNew(int node, int octet) {
    int key = (node << 8) | octet;
    int slot = slot(key, keys.length);
    while (children[slot] != 0) {
      if (keys[slot] == key) {
        return children[slot];
      }
      slot = (slot + 1) & (keys.length - 1);
    }
    if (nodes == MOST_NODES) {
      throw new VocabularyException(
          "the tokens are too long or too many: more than %d different beginnings"
              .formatted(MOST_NODES));
    }
    int made = nodes++;
    keys[slot] = key;
    children[slot] = made;
    if (made == values.length) {
      values = Arrays.copyOf(values, 2 * made);
    }
    values[made] = NONE;
    if (2 * nodes > keys.length) {
      grow();
    }
    return made;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldChildren = children;
    keys = new int[2 * oldKeys.length];
    children = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldChildren[i] != 0) {
        int slot = slot(oldKeys[i], keys.length);
        while (children[slot] != 0) {
          slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = oldKeys[i];
        children[slot] = oldChildren[i];
      }
    }
  }

  private static int slot(int key, int size) {
    int mixed = key * 0x9E3779B1;
    return (mixed ^ (mixed >>> 15)) & (size - 1);
  }
}
