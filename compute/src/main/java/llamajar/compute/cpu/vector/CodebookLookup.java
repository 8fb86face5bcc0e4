package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import llamajar.gguf.quant.Codebook;

/// Four-bit codes that stand for one of 16 integers: all values are one vector of 16 bytes, and a
/// shuffle of its bytes looks up 16 codes at once.
final class CodebookLookup {
  /// Values of IQ4_NL and IQ4_XS.
  static final ByteVector IQ4_NL = values(Codebook.IQ4_NL);

  /// Values of MXFP4 and NVFP4.
  static final ByteVector FP4 = values(Codebook.FP4);

  private static final LongVector NIBBLE_SHIFTS =
      LongVector.fromArray(LongVector.SPECIES_128, new long[] {0, 4}, 0);

  private CodebookLookup() {}

  private static ByteVector values(Codebook codebook) {
    return ByteVector.fromArray(ByteVector.SPECIES_128, codebook.values16(), 0);
  }

  /// Writes 32 weights whose codes are the low nibbles of 16 bytes, then the high nibbles.
  static void store32(ByteVector values, long codes, float scale, long target) {
    ByteVector pairs =
        ByteVector.fromMemorySegment(ByteVector.SPECIES_128, Memory.ALL, codes, Memory.ORDER);
    // Not a loop that carries a vector: of such a variable the JIT compiler may know no more than
    // that it is some vector, and then each operation on it is a call.
    store(pairs.and((byte) 0xF).selectFrom(values), scale, target);
    ByteVector high =
        pairs
            .reinterpretAsShorts()
            .lanewise(VectorOperators.LSHR, 4)
            .reinterpretAsBytes()
            .and((byte) 0xF);
    store(high.selectFrom(values), scale, target + 4L * 16);
  }

  /// Writes 16 weights whose codes are the low nibbles of 8 bytes, then the high nibbles.
  static void store16(ByteVector values, long codes, float scale, long target) {
    ByteVector nibbles =
        LongVector.broadcast(LongVector.SPECIES_128, Memory.i64(codes))
            .lanewise(VectorOperators.LSHR, NIBBLE_SHIFTS)
            .reinterpretAsBytes()
            .and((byte) 0xF);
    store(nibbles.selectFrom(values), scale, target);
  }

  private static void store(ByteVector integers, float scale, long target) {
    FloatVector scales = Lanes.all(scale);
    if (COUNT == 16) {
      IntVector wide = (IntVector) integers.convertShape(VectorOperators.B2I, Lanes.I, 0);
      Lanes.storeScaled(wide, scales, target);
      return;
    }
    // Through memory, which is cheaper than to extract parts. The end of the target is overwritten
    // only by the floats of the very bytes that are there.
    long bytes = target + 4L * 16 - 16;
    integers.intoMemorySegment(Memory.ALL, bytes, Memory.ORDER);
    for (int i = 0; i < 16; i += COUNT) {
      int k = Memory.below(16, i);
      Lanes.storeScaled(Lanes.signedBytes(bytes + k), scales, target + 4L * k);
    }
  }
}
