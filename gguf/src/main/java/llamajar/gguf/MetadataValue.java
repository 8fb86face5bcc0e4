package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// One value of the metadata section, exactly as a file stores it.
///
/// `toString()` shows a value to people: on one line, shortened, and safe for a terminal. Values of
/// an open file refer to its mapping and are valid until it is closed.
public sealed interface MetadataValue
    permits MetadataValue.IntegerValue,
        MetadataValue.FloatValue,
        MetadataValue.BoolValue,
        MetadataValue.StringValue,
        ArrayValue {

  /// The type that the file states.
  ValueType type();

  /// An integer.
  ///
  /// @param type one of the eight integer types
  /// @param bits the value; a [ValueType#U64] from 2^63 on appears negative
  record IntegerValue(ValueType type, long bits) implements MetadataValue {
    /// Checks that the value fits its type.
    public IntegerValue {
      boolean fits =
          switch (type) {
            case U8 -> bits >>> 8 == 0;
            case I8 -> bits == (byte) bits;
            case U16 -> bits >>> 16 == 0;
            case I16 -> bits == (short) bits;
            case U32 -> bits >>> 32 == 0;
            case I32 -> bits == (int) bits;
            case U64, I64 -> true;
            case F32, F64, BOOL, STRING, ARRAY -> false;
          };
      if (!fits) {
        throw new IllegalArgumentException("%d is not a %s".formatted(bits, type.label()));
      }
    }

    /// Whether the value needs the 64th bit of a [ValueType#U64].
    public boolean exceedsLong() {
      return type == ValueType.U64 && bits < 0;
    }

    @Override
    public String toString() {
      return type == ValueType.U64 ? Long.toUnsignedString(bits) : Long.toString(bits);
    }
  }

  /// A floating-point number.
  ///
  /// @param type [ValueType#F32] or [ValueType#F64]
  /// @param value the number; exact for both
  record FloatValue(ValueType type, double value) implements MetadataValue {
    /// Checks the type.
    public FloatValue {
      if (type != ValueType.F32 && type != ValueType.F64) {
        throw new IllegalArgumentException(type.label() + " is not a floating-point type");
      }
    }

    @Override
    public String toString() {
      return type == ValueType.F32 ? Float.toString((float) value) : Double.toString(value);
    }
  }

  /// A truth value.
  ///
  /// @param value the truth
  record BoolValue(boolean value) implements MetadataValue {
    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }

    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /// A string.
  ///
  /// @param utf8 its bytes, which need not be valid UTF-8
  record StringValue(MemorySegment utf8) implements MetadataValue {
    private static final int SHOWN = 120;

    @Override
    public ValueType type() {
      return ValueType.STRING;
    }

    @Override
    public String toString() {
      return Printable.quote(utf8, SHOWN);
    }
  }

  /// An unsigned 8-bit integer.
  static MetadataValue u8(int value) {
    return new IntegerValue(ValueType.U8, value);
  }

  /// A signed 8-bit integer.
  static MetadataValue i8(int value) {
    return new IntegerValue(ValueType.I8, value);
  }

  /// An unsigned 16-bit integer.
  static MetadataValue u16(int value) {
    return new IntegerValue(ValueType.U16, value);
  }

  /// A signed 16-bit integer.
  static MetadataValue i16(int value) {
    return new IntegerValue(ValueType.I16, value);
  }

  /// An unsigned 32-bit integer.
  static MetadataValue u32(long value) {
    return new IntegerValue(ValueType.U32, value);
  }

  /// A signed 32-bit integer.
  static MetadataValue i32(int value) {
    return new IntegerValue(ValueType.I32, value);
  }

  /// An unsigned 64-bit integer, given by its bits.
  static MetadataValue u64(long bits) {
    return new IntegerValue(ValueType.U64, bits);
  }

  /// A signed 64-bit integer.
  static MetadataValue i64(long value) {
    return new IntegerValue(ValueType.I64, value);
  }

  /// A 32-bit float.
  static MetadataValue f32(float value) {
    return new FloatValue(ValueType.F32, value);
  }

  /// A 64-bit float.
  static MetadataValue f64(double value) {
    return new FloatValue(ValueType.F64, value);
  }

  /// A truth value.
  static MetadataValue bool(boolean value) {
    return new BoolValue(value);
  }

  /// A string.
  static MetadataValue string(String value) {
    return new StringValue(MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }
}
