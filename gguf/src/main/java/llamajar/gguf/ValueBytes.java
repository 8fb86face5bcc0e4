package llamajar.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import llamajar.gguf.MetadataValue.BoolValue;
import llamajar.gguf.MetadataValue.FloatValue;
import llamajar.gguf.MetadataValue.IntegerValue;
import llamajar.gguf.MetadataValue.StringValue;

/// How metadata values look in a file.
final class ValueBytes {
  private ValueBytes() {}

  /// The number or truth value of this type at a position.
  static MetadataValue scalar(ValueType type, LittleEndianReader bytes, long at) {
    return switch (type) {
      case U8 -> new IntegerValue(type, bytes.u8(at));
      case I8 -> new IntegerValue(type, (byte) bytes.u8(at));
      case U16 -> new IntegerValue(type, bytes.i16(at) & 0xFFFF);
      case I16 -> new IntegerValue(type, bytes.i16(at));
      case U32 -> new IntegerValue(type, bytes.i32(at) & 0xFFFF_FFFFL);
      case I32 -> new IntegerValue(type, bytes.i32(at));
      case U64, I64 -> new IntegerValue(type, bytes.i64(at));
      case F32 -> new FloatValue(type, Float.intBitsToFloat(bytes.i32(at)));
      case F64 -> new FloatValue(type, Double.longBitsToDouble(bytes.i64(at)));
      case BOOL -> new BoolValue(bytes.u8(at) != 0);
      case STRING, ARRAY -> throw new IllegalArgumentException(type.label() + " is not a scalar");
    };
  }

  /// A copy on the heap.
  static byte[] copy(MemorySegment bytes) {
    return new LittleEndianReader(bytes).copy(0, Math.toIntExact(bytes.byteSize()));
  }

  /// The elements of an array back to back.
  static MemorySegment of(ValueType elementType, List<MetadataValue> elements) {
    if (elementType == ValueType.ARRAY) {
      throw new IllegalArgumentException("GGUF files can't hold arrays of arrays");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (MetadataValue element : elements) {
      if (element.type() != elementType) {
        throw new IllegalArgumentException(
            "%s in an array of %s".formatted(element.type().label(), elementType.label()));
      }
      bytes.writeBytes(of(element));
    }
    return MemorySegment.ofArray(bytes.toByteArray());
  }

  /// A value without its type, as it follows the type in a file. For arrays this is the part before
  /// the elements: their type and count.
  static byte[] of(MetadataValue value) {
    return switch (value) {
      case IntegerValue integer -> integer(integer.bits(), integer.type().byteSize());
      case FloatValue number ->
          number.type() == ValueType.F32
              ? integer(Float.floatToRawIntBits((float) number.value()), 4)
              : integer(Double.doubleToRawLongBits(number.value()), 8);
      case BoolValue bool -> integer(bool.value() ? 1 : 0, 1);
      case StringValue string -> string(string.utf8());
      case ArrayValue array -> arrayHead(array);
    };
  }

  /// The low `size` bytes of a number.
  static byte[] integer(long bits, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (bits >>> (8 * i));
    }
    return bytes;
  }

  private static byte[] string(MemorySegment utf8) {
    byte[] bytes = new byte[Math.toIntExact(8 + utf8.byteSize())];
    MemorySegment target = MemorySegment.ofArray(bytes);
    target.set(LittleEndian.I64, 0, utf8.byteSize());
    target.asSlice(8).copyFrom(utf8);
    return bytes;
  }

  private static byte[] arrayHead(ArrayValue array) {
    byte[] head = new byte[12];
    MemorySegment target = MemorySegment.ofArray(head);
    target.set(LittleEndian.I32, 0, array.elementType().id());
    target.set(LittleEndian.I64, 4, array.count());
    return head;
  }
}
