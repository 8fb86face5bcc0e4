package llamajar.gguf.quant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The lattices of the IQ1, IQ2 and IQ3 types: tables of points with 8 (or 4) small integers each,
/// found by their designers by search, so that there is no formula for them.
///
/// The resource `grids.bin` holds them in the order of this enum, 16 little-endian bits per entry:
/// element `j` is an index into the grid's alphabet, at bit `2j` (8 elements) or `4j` (4 elements).
/// A grid is unpacked when it is first asked for.
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never handed out
public enum Grid {
  /// Magnitudes of IQ2_XXS.
  IQ2_XXS(256, 8, 8, 25, 43),
  /// Magnitudes of IQ2_XS.
  IQ2_XS(512, 8, 8, 25, 43),
  /// Magnitudes of IQ2_S.
  IQ2_S(1024, 8, 8, 25, 43),
  /// Magnitudes of IQ3_XXS.
  IQ3_XXS(256, 4, 4, 12, 20, 28, 36, 44, 52, 62),
  /// Magnitudes of IQ3_S.
  IQ3_S(512, 4, 1, 3, 5, 7, 9, 11, 13, 15),
  /// Signed values of IQ1_S and IQ1_M.
  IQ1_S(2048, 8, -1, 0, 1);

  private static final int PACKED_ENTRY_BYTES = 2;

  private final int entries;
  private final int elements;
  private final int[] alphabet;
  private volatile long @Nullable [] words;

  Grid(int entries, int elements, int... alphabet) {
    this.entries = entries;
    this.elements = elements;
    this.alphabet = alphabet;
  }

  /// Number of points.
  public int entries() {
    return entries;
  }

  /// Coordinates of a point: 8 or 4.
  public int elements() {
    return elements;
  }

  /// Coordinate `element` of point `entry`.
  public byte value(int entry, int element) {
    Objects.checkIndex(element, elements);
    return (byte) (unpacked()[entry] >>> (8 * element));
  }

  /// A copy of all points as one `long` each: element `j` is byte `j`, the lowest first; a point of
  /// 4 leaves the upper half zero.
  public long[] words() {
    return unpacked().clone();
  }

  /// A copy of all points, `entries() * elements()` bytes, element 0 of a point first.
  public byte[] bytes() {
    byte[] bytes = new byte[entries * elements];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = value(k / elements, k % elements);
    }
    return bytes;
  }

  /// The table, made on first use; threads that race for it make equal ones.
  private long[] unpacked() {
    long[] table = words;
    if (table == null) {
      table = unpack();
      words = table;
    }
    return table;
  }

  private long[] unpack() {
    byte[] packed = packed();
    int width = 16 / elements;
    long[] table = new long[entries];
    for (int entry = 0; entry < entries; entry++) {
      int code = (packed[2 * entry] & 0xFF) | ((packed[2 * entry + 1] & 0xFF) << 8);
      for (int j = 0; j < elements; j++) {
        int value = alphabet[(code >> (width * j)) & ((1 << width) - 1)];
        table[entry] |= (value & 0xFFL) << (8 * j);
      }
    }
    return table;
  }

  private byte[] packed() {
    int offset = 0;
    for (Grid before : values()) {
      if (before == this) {
        break;
      }
      offset += PACKED_ENTRY_BYTES * before.entries;
    }
    try (InputStream resource = Grid.class.getResourceAsStream("grids.bin")) {
      Objects.requireNonNull(resource, "grids.bin is missing beside Grid.class").skipNBytes(offset);
      byte[] packed = resource.readNBytes(PACKED_ENTRY_BYTES * entries);
      if (packed.length != PACKED_ENTRY_BYTES * entries) {
        throw new AssertionError("grids.bin is too short for " + this);
      }
      return packed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
