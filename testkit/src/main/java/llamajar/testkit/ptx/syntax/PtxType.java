package llamajar.testkit.ptx.syntax;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The fundamental types.
public enum PtxType {
  /// One bit: a predicate.
  PRED(0, Kind.BITS),
  /// Untyped bits.
  B8(1, Kind.BITS),
  /// Untyped bits.
  B16(2, Kind.BITS),
  /// Untyped bits.
  B32(4, Kind.BITS),
  /// Untyped bits.
  B64(8, Kind.BITS),
  /// Unsigned.
  U8(1, Kind.UNSIGNED),
  /// Unsigned.
  U16(2, Kind.UNSIGNED),
  /// Unsigned.
  U32(4, Kind.UNSIGNED),
  /// Unsigned.
  U64(8, Kind.UNSIGNED),
  /// Signed.
  S8(1, Kind.SIGNED),
  /// Signed.
  S16(2, Kind.SIGNED),
  /// Signed.
  S32(4, Kind.SIGNED),
  /// Signed.
  S64(8, Kind.SIGNED),
  /// IEEE half.
  F16(2, Kind.FLOAT),
  /// Two IEEE halves.
  F16X2(4, Kind.FLOAT),
  /// The upper half of a float.
  BF16(2, Kind.FLOAT),
  /// Two upper halves of floats.
  BF16X2(4, Kind.FLOAT),
  /// IEEE single.
  F32(4, Kind.FLOAT),
  /// IEEE double.
  F64(8, Kind.FLOAT);

  /// How bits are read.
  public enum Kind {
    /// Not at all.
    BITS,
    /// As an integer from zero.
    UNSIGNED,
    /// As an integer in two's complement.
    SIGNED,
    /// As a floating-point number, or several.
    FLOAT
  }

  private final int bytes;
  private final Kind kind;

  PtxType(int bytes, Kind kind) {
    this.bytes = bytes;
    this.kind = kind;
  }

  /// Its size in memory; a predicate has none.
  public int bytes() {
    return bytes;
  }

  /// How its bits are read.
  public Kind kind() {
    return kind;
  }

  /// Whether a register of it holds 64 bits.
  public boolean isWide() {
    return bytes == 8;
  }

  /// The type of a name without the dot, or null.
  public static @Nullable PtxType named(String name) {
    for (PtxType type : values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
        return type;
      }
    }
    return null;
  }
}
