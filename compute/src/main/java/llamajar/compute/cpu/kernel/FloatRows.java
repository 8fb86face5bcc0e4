package llamajar.compute.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A float32 matrix in native memory, row-major without gaps, whose number of rows changes from run
/// to run. Grows when needed and never shrinks.
public final class FloatRows implements AutoCloseable {
  /// Rows start at multiples of this many bytes as far as their width allows it.
  private static final long ALIGNMENT = 64;

  private final int width;
  private @Nullable Arena arena;
  private MemorySegment data = MemorySegment.NULL;
  private int capacity;
  private int rows;

  /// An empty matrix with rows of `width` floats.
  public FloatRows(int width) {
    this.width = width;
  }

  /// A matrix in memory that belongs to someone else, as many rows of `width` floats as fit. It
  /// takes memory of its own as soon as it has more rows.
  public FloatRows(int width, MemorySegment memory) {
    this(width);
    lend(memory);
  }

  /// Turns to other memory that belongs to someone else.
  public void lend(MemorySegment memory) {
    data = memory;
    capacity = Math.toIntExact(memory.byteSize() / ((long) width * Float.BYTES));
    rows = capacity;
  }

  /// Sets the number of rows. The contents are undefined afterwards if it grew.
  public void resize(int newRows) {
    if (newRows > capacity) {
      int newCapacity = Math.max(newRows, Math.min(2 * capacity, 512));
      close();
      Arena own = Arena.ofShared();
      data = own.allocate((long) newCapacity * width * Float.BYTES, ALIGNMENT);
      arena = own;
      capacity = newCapacity;
    }
    rows = newRows;
  }

  /// Floats in a row.
  public int width() {
    return width;
  }

  /// Number of rows.
  public int rows() {
    return rows;
  }

  /// The memory; row `r` starts at byte [#offset(int)].
  public MemorySegment data() {
    return data;
  }

  /// Where a row starts, in bytes.
  public long offset(int row) {
    return (long) row * width * Float.BYTES;
  }

  /// Reads one element.
  public float get(int row, int column) {
    return data.get(ValueLayout.JAVA_FLOAT, offset(row) + (long) column * Float.BYTES);
  }

  /// Writes one element.
  public void set(int row, int column, float value) {
    data.set(ValueLayout.JAVA_FLOAT, offset(row) + (long) column * Float.BYTES, value);
  }

  /// One of the rows, as a matrix that shares its memory until this one is resized.
  public FloatRows row(int row) {
    return new FloatRows(width, data.asSlice(offset(row), offset(1)));
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }
}
