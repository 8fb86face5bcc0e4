package llamajar.gguf;

import llamajar.gguf.MetadataValue.IntegerValue;

/// The alignment of the data section and of each tensor in it: a power of two.
record Alignment(long bytes) {
  static final String KEY = "general.alignment";
  static final Alignment DEFAULT = new Alignment(32);

  Alignment {
    if (bytes <= 0 || Long.bitCount(bytes) != 1) {
      throw new IllegalArgumentException(bytes + " is not a power of two");
    }
  }

  /// What the file says, or the default.
  static Alignment of(Cursor cursor, Metadata metadata) throws GgufException {
    MetadataValue value = metadata.value(KEY).orElse(MetadataValue.u32(DEFAULT.bytes));
    cursor.about("key", KEY);
    if (!(value instanceof IntegerValue(ValueType type, long bytes)) || type != ValueType.U32) {
      throw cursor.fail(
          "the value %s is of type %s, only u32 is allowed; get another conversion of the model"
              .formatted(value, value.type().label()));
    }
    if (Long.bitCount(bytes) != 1) {
      throw cursor.fail(
          "the alignment %d is not a power of two; %s".formatted(bytes, Advice.DAMAGED));
    }
    cursor.about("", "");
    return new Alignment(bytes);
  }

  /// The next multiple at or after a position.
  ///
  /// @throws ArithmeticException if that does not fit into 63 bits
  long up(long position) {
    return Math.addExact(position, bytes - 1) & -bytes;
  }

  boolean divides(long position) {
    return (position & (bytes - 1)) == 0;
  }
}
