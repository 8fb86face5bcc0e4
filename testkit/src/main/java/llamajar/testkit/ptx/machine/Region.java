package llamajar.testkit.ptx.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes at consecutive addresses that belong together, with what is known of each.
///
/// What was never written is marked in a second array, which goes away once everything was written
/// from outside. Threads may use different bytes at a time; each mark is a byte of its own.
public final class Region {
  private static final byte WRITTEN = 1;

  /// Marks of consecutive bytes that are all written, for 1, 2, 4 and 8 of them.
  private static final long ALL_WRITTEN = 0x0101_0101_0101_0101L;

  private final String name;
  private final long address;
  private final byte[] bytes;
  private byte @Nullable [] marks;

  /// Unwritten bytes.
  ///
  /// @param name what messages call it
  public Region(String name, long address, int size) {
    this.name = name;
    this.address = address;
    this.bytes = new byte[size];
    this.marks = new byte[size];
  }

  /// What messages call it.
  public String name() {
    return name;
  }

  /// The address of its first byte.
  public long address() {
    return address;
  }

  /// How many bytes it has.
  public int size() {
    return bytes.length;
  }

  /// Whether an access lies within it.
  public boolean contains(long start, int length) {
    long offset = start - address;
    return offset >= 0 && offset + length <= bytes.length;
  }

  /// Whether all bytes of an access were written.
  public boolean isWritten(long start, int length) {
    byte[] known = marks;
    if (known == null) {
      return true;
    }
    return Bytes.get(known, (int) (start - address), length) == ALL_WRITTEN >>> (64 - 8 * length);
  }

  /// Whether all bytes of any number were written.
  public boolean isRowWritten(long start, int length) {
    return firstUnwritten((int) (start - address), length) < 0;
  }

  /// Loads words that lie at equal distances.
  ///
  /// @param step bytes from one word to the next
  public void loadWords(long start, int step, int[] to, int offset, int count) {
    int index = (int) (start - address);
    for (int i = 0; i < count; i++) {
      to[offset + i] = Bytes.getInt(bytes, index + i * step);
    }
  }

  /// The value of an access of 1, 2, 4 or 8 bytes, extended with zeros.
  public long load(long start, int length) {
    return Bytes.get(bytes, (int) (start - address), length);
  }

  /// Stores the low bytes of a value.
  public void store(long start, int length, long value) {
    int index = (int) (start - address);
    Bytes.set(bytes, index, length, value);
    byte[] known = marks;
    if (known != null) {
      Bytes.set(known, index, length, ALL_WRITTEN);
    }
  }

  /// Marks bytes as something else than written.
  void mark(int index, int length, byte mark) {
    byte[] known = marks;
    if (known != null) {
      Arrays.fill(known, index, index + length, mark);
    }
  }

  /// Forgets what was written, as far as programs can tell.
  void clear() {
    byte[] known = marks;
    if (known == null) {
      marks = new byte[bytes.length];
    } else {
      Arrays.fill(known, (byte) 0);
    }
  }

  /// Writes from outside, as a copy from the host does.
  public void write(int offset, byte[] from, int fromOffset, int length) {
    System.arraycopy(from, fromOffset, bytes, offset, length);
    markWritten(offset, length);
  }

  /// Sets bytes from outside.
  public void fill(int offset, int length, byte value) {
    Arrays.fill(bytes, offset, offset + length, value);
    markWritten(offset, length);
  }

  /// Copies from another region together with what is known of each byte.
  public void copyFrom(Region other, int otherOffset, int offset, int length) {
    System.arraycopy(other.bytes, otherOffset, bytes, offset, length);
    byte[] otherMarks = other.marks;
    if (otherMarks == null) {
      markWritten(offset, length);
    } else {
      if (marks == null) {
        byte[] all = new byte[bytes.length];
        Arrays.fill(all, WRITTEN);
        marks = all;
      }
      System.arraycopy(otherMarks, otherOffset, marks, offset, length);
    }
  }

  /// Reads from outside.
  public void read(int offset, byte[] to, int toOffset, int length) {
    System.arraycopy(bytes, offset, to, toOffset, length);
  }

  /// The first byte of a range that was never written, or -1.
  public int firstUnwritten(int offset, int length) {
    byte[] known = marks;
    if (known != null) {
      for (int i = offset; i < offset + length; i++) {
        if (known[i] != WRITTEN) {
          return i;
        }
      }
    }
    return -1;
  }

  private void markWritten(int offset, int length) {
    byte[] known = marks;
    if (known == null) {
      return;
    }
    if (length == bytes.length) {
      marks = null;
    } else {
      Arrays.fill(known, offset, offset + length, WRITTEN);
    }
  }
}
