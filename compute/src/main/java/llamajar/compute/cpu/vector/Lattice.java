package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Memory.ALL;
import static llamajar.compute.cpu.vector.Memory.ORDER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import llamajar.gguf.quant.Grid;

/// Points of the lattices of the IQ types as floats, and sets of signs as bits to flip in floats.
/// Both are tables in native memory, so that a point and its signs are one access each.
final class Lattice {
  /// Bytes of a point of four floats.
  static final long FOUR_FLOATS_BYTES = 4 * Float.BYTES;

  /// Bytes of a point of eight floats.
  static final long EIGHT_FLOATS_BYTES = 8 * Float.BYTES;

  /// Bytes of the flips for eight floats.
  static final long FLIPS_BYTES = 8 * Integer.BYTES;

  /// Flips for sets of eight signs: entry `s` flips float `j` if bit `j` of `s` is set.
  static final long EIGHT_SIGNS = flips(256);

  /// Flips for sets of seven signs; the eighth makes the number of minus signs even.
  static final long SEVEN_SIGNS = flips(128);

  private static final int EIGHTH = Float.floatToRawIntBits(0.125f);

  private static final VectorSpecies<Float> FLOATS =
      Lanes.COUNT < 8 ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;

  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

  private static final VectorSpecies<Float> FOUR_FLOATS = FloatVector.SPECIES_128;

  private Lattice() {}

  /// Makes the table of a grid's points, which lives as long as the program.
  ///
  /// @return its address; a point takes `grid.elements()` floats
  static long points(Grid grid) {
    byte[] values = grid.bytes();
    long table = Arena.global().allocate(4L * values.length, 64).address();
    for (int k = 0; k < values.length; k++) {
      Memory.f32(table + 4L * k, values[k]);
    }
    return table;
  }

  /// Makes the table of a grid whose points are kept as bytes, because as floats it would not fit
  /// in the first-level cache.
  ///
  /// @return its address; a point takes 8 bytes
  static long bytePoints(Grid grid) {
    byte[] values = grid.bytes();
    long table = Arena.global().allocate(values.length, 64).address();
    MemorySegment.copy(values, 0, ALL, ValueLayout.JAVA_BYTE, table, values.length);
    return table;
  }

  private static long flips(int sets) {
    long table = Arena.global().allocate(FLIPS_BYTES * sets, 64).address();
    for (int set = 0; set < sets; set++) {
      int signs = sets == 128 ? set | (Integer.bitCount(set) & 1) << 7 : set;
      for (int j = 0; j < 8; j++) {
        float zero = (signs >> j & 1) == 0 ? 0f : -0f;
        Memory.f32(table + FLIPS_BYTES * set + 4L * j, zero);
      }
    }
    return table;
  }

  /// Writes a point of eight floats with its signs, times a scale.
  static void store8(long point, long flips, float scale, long target) {
    storeSigned(point, flips, scale, target);
    if (FLOATS.length() == 4) {
      storeSigned(point + 16, flips + 16, scale, target + 16);
    }
  }

  /// Writes two points of four floats with their signs, times a scale.
  static void store4(long point0, long point1, long flips, float scale, long target) {
    storeFourSigned(point0, flips, scale, target);
    storeFourSigned(point1, flips + 16, scale, target + 16);
  }

  /// Writes a point of eight bytes, moved by `shift`, times a scale.
  static void store8Shifted(long point, float shift, float scale, long target) {
    storeShifted(point, 0, shift, scale, target);
    if (FLOATS.length() == 4) {
      storeShifted(point, 1, shift, scale, target + 16);
    }
  }

  /// One eighth with the sign of an integer, without a branch, which nothing could predict.
  static float eighth(int sign) {
    return Float.intBitsToFloat(EIGHTH | (sign & 0x80000000));
  }

  private static void storeSigned(long point, long flips, float scale, long target) {
    FloatVector magnitudes = FloatVector.fromMemorySegment(FLOATS, ALL, point, ORDER);
    IntVector signs = IntVector.fromMemorySegment(INTS, ALL, flips, ORDER);
    magnitudes
        .reinterpretAsInts()
        .lanewise(VectorOperators.XOR, signs)
        .reinterpretAsFloats()
        .mul(FloatVector.broadcast(FLOATS, scale))
        .intoMemorySegment(ALL, target, ORDER);
  }

  private static void storeFourSigned(long point, long flips, float scale, long target) {
    FloatVector magnitudes = FloatVector.fromMemorySegment(FOUR_FLOATS, ALL, point, ORDER);
    IntVector signs = IntVector.fromMemorySegment(IntVector.SPECIES_128, ALL, flips, ORDER);
    magnitudes
        .reinterpretAsInts()
        .lanewise(VectorOperators.XOR, signs)
        .reinterpretAsFloats()
        .mul(FloatVector.broadcast(FOUR_FLOATS, scale))
        .intoMemorySegment(ALL, target, ORDER);
  }

  private static void storeShifted(long point, int half, float shift, float scale, long target) {
    ByteVector bytes = ByteVector.fromMemorySegment(ByteVector.SPECIES_64, ALL, point, ORDER);
    FloatVector values = (FloatVector) bytes.convertShape(VectorOperators.B2F, FLOATS, half);
    values
        .add(FloatVector.broadcast(FLOATS, shift))
        .mul(FloatVector.broadcast(FLOATS, scale))
        .intoMemorySegment(ALL, target, ORDER);
  }
}
