package llamajar.text.grammar;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/// Edges that read one character of a set as UTF-8.
///
/// A range of code points is cut until the bytes of all its characters vary independently, each in
/// a range; ends that are equal are shared.
final class Utf8Edges {
  /// Adds an edge that reads one byte.
  @FunctionalInterface
  interface Reader {
    void read(int from, int low, int high, int to);
  }

  /// First and last code point of each length of UTF-8, without surrogates.
  private static final int[][] LENGTHS = {
    {0, 0x7F}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0xE000, 0xFFFF}, {0x10000, 0x10FFFF}
  };

  private static final CharacterSet NUL = CharacterSet.range(0, 0);

  private final IntSupplier newNode;
  private final Reader reader;
  private final BitSet unsettled = new BitSet();
  private final Map<Ending, Integer> endings = new HashMap<>();

  Utf8Edges(IntSupplier newNode, Reader reader) {
    this.newNode = newNode;
    this.reader = reader;
  }

  /// A node from which one byte of a range leads on.
  private record Ending(int low, int high, int to, boolean unsettled) {}

  /// Nodes inside characters that can still become excluded ones.
  BitSet unsettled() {
    return unsettled;
  }

  /// Adds edges for any character of a set.
  void add(CharacterSet set, int from, int to) {
    endings.clear();
    addValid(set, CharacterSet.NONE, from, to);
  }

  /// Adds edges for any character but those of a set; see [Expression.AnyBut].
  void addAllBut(CharacterSet excluded, int from, int to) {
    endings.clear();
    addValid(excluded.or(NUL).not(), excluded, from, to);
    int next = to;
    for (int i = 0; i < 3; i++) {
      next = endings.computeIfAbsent(new Ending(0x80, 0xBF, next, false), this::made);
    }
    reader.read(from, 0xF5, 0xFF, next);
  }

  private void addValid(CharacterSet set, CharacterSet excluded, int from, int to) {
    for (int i = 0; i < set.rangeCount(); i++) {
      for (int[] length : LENGTHS) {
        int first = Math.max(set.first(i), length[0]);
        int last = Math.min(set.last(i), length[1]);
        if (first <= last) {
          cut(first, last, excluded, from, to);
        }
      }
    }
  }

  private void cut(int first, int last, CharacterSet excluded, int from, int to) {
    int length = length(last);
    for (int i = 1; i < length; i++) {
      int low = lowBits(i);
      if ((first & ~low) != (last & ~low)) {
        if ((first & low) != 0) {
          cut(first, first | low, excluded, from, to);
          cut((first | low) + 1, last, excluded, from, to);
          return;
        }
        if ((last & low) != low) {
          cut(first, (last & ~low) - 1, excluded, from, to);
          cut(last & ~low, last, excluded, from, to);
          return;
        }
      }
    }
    int next = to;
    for (int i = 0; i < length - 1; i++) {
      int possible = first & ~lowBits(i + 1);
      int shortest = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
      boolean open = excluded.overlaps(Math.max(possible, shortest), last | lowBits(i + 1));
      int low = 0x80 | ((first >> (6 * i)) & 0x3F);
      int high = 0x80 | ((last >> (6 * i)) & 0x3F);
      next = endings.computeIfAbsent(new Ending(low, high, next, open), this::made);
    }
    reader.read(from, lead(first, length), lead(last, length), next);
  }

  private int made(Ending ending) {
    int node = newNode.getAsInt();
    reader.read(node, ending.low, ending.high, ending.to);
    unsettled.set(node, ending.unsettled);
    return node;
  }

  /// A mask of the bits in the last `octets` bytes of a character.
  private static int lowBits(int octets) {
    return (1 << (6 * octets)) - 1;
  }

  private static int length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  private static int lead(int codePoint, int length) {
    return switch (length) {
      case 1 -> codePoint;
      case 2 -> 0xC0 | (codePoint >> 6);
      case 3 -> 0xE0 | (codePoint >> 12);
      default -> 0xF0 | (codePoint >> 18);
    };
  }
}
