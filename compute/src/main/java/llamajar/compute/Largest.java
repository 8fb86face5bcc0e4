package llamajar.compute;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The largest of some numbers.
final class Largest {
  private Largest() {}

  /// The place of the largest of float32 numbers, the first of equals; -1 if one is not a number or
  /// plus infinity, or all are minus infinity.
  static int of(MemorySegment numbers) {
    float largest = Float.NEGATIVE_INFINITY;
    int place = -1;
    int count = Math.toIntExact(numbers.byteSize() / Float.BYTES);
    for (int i = 0; i < count; i++) {
      float number = numbers.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      if (!(number < Float.POSITIVE_INFINITY)) {
        return -1;
      }
      if (number > largest) {
        largest = number;
        place = i;
      }
    }
    return place;
  }
}
