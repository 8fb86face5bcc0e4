package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads little-endian numbers anywhere in a segment of any size.
///
/// It goes through byte buffers, each a window of up to 1 GiB. In a JVM that has just started, the
/// accessors of segments cost ten times as much until they are compiled, and a vocabulary's 400,000
/// lengths are read just then.
final class LittleEndianReader {
  private static final long WINDOW_BYTES = 1L << 30;

  private final MemorySegment bytes;
  private ByteBuffer window;
  private long windowStart;

  LittleEndianReader(MemorySegment bytes) {
    this.bytes = bytes;
    this.window = window(0);
  }

  /// All the bytes.
  MemorySegment bytes() {
    return bytes;
  }

  int u8(long at) {
    int index = index(at, 1);
    return window.get(index) & 0xFF;
  }

  short i16(long at) {
    int index = index(at, 2);
    return window.getShort(index);
  }

  int i32(long at) {
    int index = index(at, 4);
    return window.getInt(index);
  }

  long i64(long at) {
    int index = index(at, 8);
    return window.getLong(index);
  }

  /// A copy of up to 1 GiB.
  byte[] copy(long at, int length) {
    byte[] copy = new byte[length];
    int index = index(at, length);
    window.get(index, copy);
    return copy;
  }

  /// Moves the window if it must; look at the window only after this.
  private int index(long at, int length) {
    long index = at - windowStart;
    if (index < 0 || index > window.limit() - length) {
      window = window(at);
      windowStart = at;
      index = 0;
    }
    return (int) index;
  }

  private ByteBuffer window(long start) {
    long length = Math.min(bytes.byteSize() - start, WINDOW_BYTES);
    return bytes.asSlice(start, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
