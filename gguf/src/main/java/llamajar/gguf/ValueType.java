package llamajar.gguf;

import java.util.Locale;
import java.util.Optional;

/// The types of metadata values.
public enum ValueType {
  U8(0, 1),
  I8(1, 1),
  U16(2, 2),
  I16(3, 2),
  U32(4, 4),
  I32(5, 4),
  F32(6, 4),
  BOOL(7, 1),
  STRING(8, 0),
  ARRAY(9, 0),
  U64(10, 8),
  I64(11, 8),
  F64(12, 8);

  private static final ValueType[] BY_ID = values();

  private final int id;
  private final int bytes;

  ValueType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  /// The number that stands for this type in a file.
  public int id() {
    return id;
  }

  /// Bytes that a value of this type takes, or 0 if that depends on the value.
  public int byteSize() {
    return bytes;
  }

  /// The name that messages use: `u32`, `string`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The type with this id, or empty.
  public static Optional<ValueType> withId(int id) {
    return id < 0 || id >= BY_ID.length ? Optional.empty() : Optional.of(BY_ID[id]);
  }
}
