package llamajar.cuda.libcuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Where functions put their results: room for two of up to 64 bits.
final class Out implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(JAVA_LONG, 2);

  /// Where the first result goes.
  long address() {
    return memory.address();
  }

  /// Where the second result goes.
  long secondAddress() {
    return memory.address() + JAVA_LONG.byteSize();
  }

  int asInt() {
    return memory.get(JAVA_INT, 0);
  }

  long asLong() {
    return memory.get(JAVA_LONG, 0);
  }

  float asFloat() {
    return memory.get(JAVA_FLOAT, 0);
  }

  long secondLong() {
    return memory.getAtIndex(JAVA_LONG, 1);
  }

  /// Text that functions may read while this is open.
  long text(String text) {
    return arena.allocateFrom(text).address();
  }

  @Override
  public void close() {
    arena.close();
  }
}
