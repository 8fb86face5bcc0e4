package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// An array in the metadata section: numbers, truth values or strings, back to back as the file has
/// them. Elements become objects only when they are asked for.
public final class ArrayValue implements MetadataValue, Iterable<MetadataValue> {
  private static final int ELEMENTS_SHOWN = 6;
  private static final int CHARACTERS_SHOWN = 24;

  private final ValueType elementType;
  private final long count;
  private final MemorySegment bytes;

  /// Only for bytes that are known to hold exactly `count` elements.
  ArrayValue(ValueType elementType, long count, MemorySegment bytes) {
    this.elementType = elementType;
    this.count = count;
    this.bytes = bytes;
  }

  /// An array of 32-bit integers.
  public static ArrayValue ofIntegers(int... values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
    MemorySegment.copy(values, 0, bytes, LittleEndian.I32, 0, values.length);
    return new ArrayValue(ValueType.I32, values.length, bytes);
  }

  /// An array of 32-bit floats.
  public static ArrayValue ofFloats(float... values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
    MemorySegment.copy(values, 0, bytes, LittleEndian.F32, 0, values.length);
    return new ArrayValue(ValueType.F32, values.length, bytes);
  }

  /// An array of unsigned bytes.
  public static ArrayValue ofBytes(byte... values) {
    return new ArrayValue(ValueType.U8, values.length, MemorySegment.ofArray(values.clone()));
  }

  /// An array of strings.
  public static ArrayValue ofStrings(String... values) {
    List<byte[]> utf8 = new ArrayList<>();
    for (String value : values) {
      utf8.add(value.getBytes(StandardCharsets.UTF_8));
    }
    return ofStrings(utf8);
  }

  /// An array of strings, given as bytes because vocabularies contain invalid UTF-8.
  public static ArrayValue ofStrings(List<byte[]> values) {
    long size = 0;
    for (byte[] value : values) {
      size += 8 + value.length;
    }
    MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(size)]);
    long at = 0;
    for (byte[] value : values) {
      bytes.set(LittleEndian.I64, at, value.length);
      MemorySegment.copy(value, 0, bytes, ValueLayout.JAVA_BYTE, at + 8, value.length);
      at += 8 + value.length;
    }
    return new ArrayValue(ValueType.STRING, values.size(), bytes);
  }

  /// An array of any element type but [ValueType#ARRAY].
  ///
  /// @throws IllegalArgumentException if an element has another type
  public static ArrayValue of(ValueType elementType, List<MetadataValue> elements) {
    return new ArrayValue(elementType, elements.size(), ValueBytes.of(elementType, elements));
  }

  @Override
  public ValueType type() {
    return ValueType.ARRAY;
  }

  /// The type of all elements.
  public ValueType elementType() {
    return elementType;
  }

  /// How many elements there are.
  public long count() {
    return count;
  }

  /// The elements as stored: little-endian numbers, or strings with a 64-bit length before each.
  public MemorySegment bytes() {
    return bytes;
  }

  /// Goes through the elements in order.
  @Override
  public Iterator<MetadataValue> iterator() {
    return new Elements();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    Iterator<MetadataValue> elements = iterator();
    for (int i = 0; elements.hasNext(); i++) {
      text.append(i == 0 ? "" : ", ");
      if (i == ELEMENTS_SHOWN) {
        return text.append("…] (%d x %s)".formatted(count, elementType.label())).toString();
      }
      MetadataValue element = elements.next();
      text.append(
          element instanceof StringValue string
              ? Printable.quote(string.utf8(), CHARACTERS_SHOWN)
              : element);
    }
    return text.append(']').toString();
  }

  private final class Elements implements Iterator<MetadataValue> {
    private final LittleEndianReader reader = new LittleEndianReader(bytes);
    private long index;
    private long position;

    @Override
    public boolean hasNext() {
      return index < count;
    }

    @Override
    public MetadataValue next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      index++;
      if (elementType == ValueType.STRING) {
        long length = reader.i64(position);
        position += 8 + length;
        return new StringValue(bytes.asSlice(position - length, length));
      }
      long at = position;
      position += elementType.byteSize();
      return ValueBytes.scalar(elementType, reader, at);
    }
  }
}
