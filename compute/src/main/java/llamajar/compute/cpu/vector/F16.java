package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// F16, which the Vector API cannot convert: exponent and mantissa move to their places in a
/// binary32 number, and a multiplication by 2¹¹² corrects the exponent, exactly, also for denormal
/// numbers.
final class F16 implements RowUnpacker {
  private static final int MAGNITUDE = 0x7FFF;
  private static final int GREATEST_FINITE = 0x7BFF;
  private static final int INFINITY = 0x7F800000;

  @Override
  public void unpack(long source, int blocks, long target) {
    int i = 0;
    for (; i <= blocks - COUNT; i += COUNT) {
      Lanes.store(widen(Lanes.unsignedShorts(source + 2L * i)), target + 4L * i);
    }
    for (; i < blocks; i++) {
      Memory.f32(target + 4L * i, Memory.half(source + 2L * i));
    }
  }

  private static FloatVector widen(IntVector half) {
    IntVector magnitude = half.and(MAGNITUDE);
    IntVector finite =
        magnitude
            .lanewise(VectorOperators.LSHL, 13)
            .reinterpretAsFloats()
            .mul(0x1p112f)
            .reinterpretAsInts();
    // All ones where the number is infinite or not a number.
    IntVector special =
        Lanes.all(GREATEST_FINITE).sub(magnitude).lanewise(VectorOperators.ASHR, 31);
    IntVector sign = half.sub(magnitude).lanewise(VectorOperators.LSHL, 16);
    return finite.or(special.and(INFINITY)).or(sign).reinterpretAsFloats();
  }
}
