package llamajar.text.tokenizer;

import java.util.Arrays;

/// A growing list of ints.
final class IntList {
  private int[] values;
  private int size;

  IntList(int capacity) {
    values = new int[Math.max(capacity, 8)];
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.addExact(size, size >> 1));
    }
    values[size++] = value;
  }

  int get(int index) {
    return values[index];
  }

  int last() {
    return values[size - 1];
  }

  int size() {
    return size;
  }

  /// Forgets everything after the first `newSize` values.
  void truncate(int newSize) {
    size = newSize;
  }

  /// Turns the values from `from` to the end around.
  void reverseFrom(int from) {
    for (int i = from, j = size - 1; i < j; i++, j--) {
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
