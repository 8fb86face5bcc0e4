package llamajar.text.tokenizer;

import java.util.Arrays;

/// A priority queue of longs, smallest first.
final class LongHeap {
  private long[] values;
  private int size;

  LongHeap(int capacity) {
    values = new long[Math.max(capacity, 16)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.addExact(size, size >> 1));
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (values[parent] <= value) {
        break;
      }
      values[hole] = values[parent];
      hole = parent;
    }
    values[hole] = value;
  }

  /// Removes the smallest value. The heap must not be empty.
  long removeSmallest() {
    long smallest = values[0];
    long moved = values[--size];
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && values[child + 1] < values[child]) {
        child++;
      }
      if (moved <= values[child]) {
        break;
      }
      values[hole] = values[child];
      hole = child;
    }
    values[hole] = moved;
    return smallest;
  }
}
