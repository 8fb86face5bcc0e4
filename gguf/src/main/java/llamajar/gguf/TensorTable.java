package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a GGUF's tensor table and proves that each tensor's shape, type, size and position agree
/// and lie in the file, so that nothing after this needs to distrust them.
final class TensorTable {
  static final int LONGEST_NAME = 63;
  private static final int MOST_DIMENSIONS = 4;

  /// Nothing lies beyond this; it leaves room to add positions without overflow.
  private static final long FARTHEST = 1L << 61;

  private final Cursor cursor;
  private final MemorySegment bytes;
  private final long base;
  private final Alignment alignment;

  /// One line of the table; `offset` counts from the start of the data section.
  private record Entry(String name, TensorType type, TensorShape shape, long size, long offset)
      implements Comparable<Entry> {
    long end() {
      return offset + size;
    }

    /// By place in the file.
    @Override
    public int compareTo(Entry other) {
      return Long.compare(offset, other.offset);
    }
  }

  /// @param cursor stands at the table
  /// @param bytes the GGUF
  /// @param base where in the file it starts
  TensorTable(Cursor cursor, MemorySegment bytes, long base, Alignment alignment) {
    this.cursor = cursor;
    this.bytes = bytes;
    this.base = base;
    this.alignment = alignment;
  }

  /// Reads and checks `count` tensors.
  List<Tensor> read(long count) throws GgufException {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < count; i++) {
      long start = cursor.position();
      Entry entry = entry(i);
      if (!names.add(entry.name)) {
        throw cursor.failAt(start, "the tensor is there twice; " + Advice.DAMAGED);
      }
      entries.add(entry);
      cursor.about("", "");
    }
    long dataStart = alignment.up(cursor.position());
    checkPresent(entries, dataStart);
    checkOverlap(entries);
    List<Tensor> tensors = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      tensors.add(tensor(entry, dataStart));
    }
    return tensors;
  }

  private Entry entry(long index) throws GgufException {
    String name = cursor.name("a tensor name", index, LONGEST_NAME);
    cursor.about("tensor", name);
    TensorShape shape = shape();
    TensorType type = type();
    long size = size(type, shape);
    long offset = cursor.i64("the offset");
    if (offset < 0 || size > FARTHEST || offset > FARTHEST - size) {
      throw failBefore(
          8,
          "%d bytes at offset %s lie beyond any file"
              .formatted(size, Long.toUnsignedString(offset)));
    }
    if (!alignment.divides(offset)) {
      throw failBefore(
          8,
          "the offset %d is not a multiple of the alignment %d"
              .formatted(offset, alignment.bytes()));
    }
    return new Entry(name, type, shape, size, offset);
  }

  private TensorShape shape() throws GgufException {
    int dimensions = cursor.i32("the number of dimensions");
    if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
      throw failBefore(
          4,
          "it has %s dimensions, at most %d are possible"
              .formatted(Integer.toUnsignedString(dimensions), MOST_DIMENSIONS));
    }
    long[] extents = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      extents[i] = cursor.i64("the extents");
      if (extents[i] < 0) {
        throw failBefore(
            8, "extent %d is %s, too large".formatted(i, Long.toUnsignedString(extents[i])));
      }
    }
    try {
      return TensorShape.of(extents);
    } catch (ArithmeticException e) {
      throw failBefore(8L * dimensions, "the extents multiply to more than 2^63 weights");
    }
  }

  private TensorType type() throws GgufException {
    int id = cursor.i32("the type");
    Optional<TensorType> type = TensorType.withId(id);
    if (type.isEmpty()) {
      throw cursor.failAt(cursor.position() - 4, "it " + RefusedTypes.explain(id));
    }
    return type.get();
  }

  private long size(TensorType type, TensorShape shape) throws GgufException {
    if (shape.rowLength() % type.blockLength() != 0) {
      throw failBefore(
          4,
          "its rows of %d weights do not consist of whole blocks of %d (type %s)"
              .formatted(shape.rowLength(), type.blockLength(), type));
    }
    try {
      return Math.multiplyExact(type.bytesFor(shape.rowLength()), shape.rowCount());
    } catch (ArithmeticException e) {
      throw failBefore(
          4, "its %s weights of type %s take more than 2^63 bytes".formatted(shape, type));
    }
  }

  /// Compares what the table needs with what the file has. Only the largest need is reported: an
  /// interrupted download lacks many tensors, and the number of missing bytes is the useful fact.
  private void checkPresent(List<Entry> entries, long dataStart) throws GgufException {
    long present = Math.max(0, bytes.byteSize() - dataStart);
    Entry last = null;
    for (Entry entry : entries) {
      // An empty tensor after the last byte may start where the omitted final padding would end.
      boolean absent =
          entry.size == 0 ? entry.offset > alignment.up(present) : entry.end() > present;
      if (absent && (last == null || entry.end() > last.end())) {
        last = entry;
      }
    }
    if (last != null) {
      cursor.about("tensor", last.name);
      long missing = dataStart + last.end() - bytes.byteSize();
      throw cursor.failAt(
          bytes.byteSize(),
          "the file ends %d bytes too early (%d bytes of weights needed, %d present); %s"
              .formatted(missing, last.end(), present, Advice.incomplete(cursor.file())));
    }
  }

  private void checkOverlap(List<Entry> entries) throws GgufException {
    List<Entry> sorted = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.size > 0) {
        sorted.add(entry);
      }
    }
    Collections.sort(sorted);
    for (int i = 1; i < sorted.size(); i++) {
      Entry before = sorted.get(i - 1);
      Entry entry = sorted.get(i);
      if (entry.offset < before.end()) {
        cursor.about("tensor", entry.name);
        throw cursor.fail(
            "its bytes from offset %d overlap those of tensor %s (%d to %d); %s"
                .formatted(
                    entry.offset,
                    Printable.quote(before.name),
                    before.offset,
                    before.end(),
                    Advice.DAMAGED));
      }
    }
  }

  private Tensor tensor(Entry entry, long dataStart) {
    long start = Math.min(dataStart + entry.offset, bytes.byteSize());
    TensorInfo info =
        new TensorInfo(
            entry.name, entry.type, entry.shape, entry.size, base + dataStart + entry.offset);
    return new Tensor(info, bytes.asSlice(start, entry.size));
  }

  private GgufException failBefore(long back, String problem) {
    return cursor.failAt(cursor.position() - back, problem + "; " + Advice.DAMAGED);
  }
}
