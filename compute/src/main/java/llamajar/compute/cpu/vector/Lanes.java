package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Memory.ALL;
import static llamajar.compute.cpu.vector.Memory.ORDER;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The width of vectors on this machine, and how lanes get into and out of memory.
///
/// Everything that depends on the width is a constant, so that the compiler sees one width only:
/// 512, 256 or 128 bits. The system property `llamajar.vector.bits` chooses a smaller width than
/// the machine has.
final class Lanes {
  /// Vectors of float32.
  static final VectorSpecies<Float> F =
      VectorSpecies.of(float.class, VectorShape.forBitSize(bits()));

  /// Vectors of int32.
  static final VectorSpecies<Integer> I = F.withLanes(int.class);

  /// Number of lanes: 16, 8 or 4.
  static final int COUNT = F.length();

  /// Floats of one vector in bytes.
  static final int BYTES = COUNT * Float.BYTES;

  /// Lane numbers.
  static final IntVector IOTA = (IntVector) I.broadcast(0).addIndex(1);

  /// Vectors of as many shorts as there are lanes.
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(F.vectorBitSize() / 2));

  /// Vectors of as many bytes as there are lanes. There are none of 4 bytes, see [#fourBytes].
  private static final VectorSpecies<Byte> BYTE_LANES =
      VectorSpecies.of(
          byte.class, VectorShape.forBitSize(Math.max(64, F.vectorBitSize() / Float.BYTES)));

  private Lanes() {}

  private static int bits() {
    int machine = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    int wanted = Math.min(machine, Integer.getInteger("llamajar.vector.bits", machine));
    return Math.max(128, Integer.highestOneBit(wanted));
  }

  /// The sum of all lanes, taken one by one: `reduceLanes` adds them in one order while code is
  /// interpreted and in another when it has been compiled, so that equal inputs would give
  /// different sums, and rearranged vectors may go to the heap.
  static float sum(FloatVector v) {
    float sum = (v.lane(0) + v.lane(2)) + (v.lane(1) + v.lane(3));
    if (COUNT > 4) {
      sum += (v.lane(4) + v.lane(6)) + (v.lane(5) + v.lane(7));
    }
    if (COUNT > 8) {
      sum += (v.lane(8) + v.lane(10)) + (v.lane(9) + v.lane(11));
      sum += (v.lane(12) + v.lane(14)) + (v.lane(13) + v.lane(15));
    }
    return sum;
  }

  /// Reads floats.
  static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(F, ALL, address, ORDER);
  }

  /// Writes floats.
  static void store(FloatVector floats, long address) {
    floats.intoMemorySegment(ALL, address, ORDER);
  }

  /// Reads one unsigned byte for each lane.
  static IntVector unsignedBytes(long address) {
    if (COUNT == 4) {
      return (IntVector) fourBytes(address).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
    }
    return (IntVector) bytes(address).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
  }

  /// Reads one signed byte for each lane.
  static IntVector signedBytes(long address) {
    if (COUNT == 4) {
      return (IntVector) fourBytes(address).convertShape(VectorOperators.B2I, I, 0);
    }
    return (IntVector) bytes(address).convertShape(VectorOperators.B2I, I, 0);
  }

  /// Reads one unsigned 16-bit number for each lane.
  static IntVector unsignedShorts(long address) {
    ShortVector shorts = ShortVector.fromMemorySegment(SHORTS, ALL, address, ORDER);
    return (IntVector) shorts.convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0);
  }

  /// Reads one signed 16-bit number for each lane.
  static IntVector signedShorts(long address) {
    ShortVector shorts = ShortVector.fromMemorySegment(SHORTS, ALL, address, ORDER);
    return (IntVector) shorts.convertShape(VectorOperators.S2I, I, 0);
  }

  /// Integers as floats.
  static FloatVector toFloats(IntVector integers) {
    return (FloatVector) integers.convertShape(VectorOperators.I2F, F, 0);
  }

  /// Writes `integers · scale`.
  static void storeScaled(IntVector integers, FloatVector scale, long address) {
    store(toFloats(integers).mul(scale), address);
  }

  /// Writes `integers · scale + offset`.
  static void storeScaled(IntVector integers, FloatVector scale, FloatVector offset, long address) {
    store(toFloats(integers).fma(scale, offset), address);
  }

  /// The same float in all lanes.
  static FloatVector all(float value) {
    return FloatVector.broadcast(F, value);
  }

  /// The same integer in all lanes.
  static IntVector all(int value) {
    return IntVector.broadcast(I, value);
  }

  private static ByteVector bytes(long address) {
    return ByteVector.fromMemorySegment(BYTE_LANES, ALL, address, ORDER);
  }

  /// Four bytes, again and again.
  private static ByteVector fourBytes(long address) {
    return all(Memory.i32(address)).reinterpretAsBytes();
  }
}
