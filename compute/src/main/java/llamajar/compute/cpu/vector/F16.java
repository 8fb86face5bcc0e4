package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// F16, which the Vector API cannot convert: exponent and mantissa move to their places in a
/// binary32 number, and a multiplication by 2¹¹² corrects the exponent, exactly, also for denormal
/// numbers.
final class F16 implements RowUnpacker {
  /// Sign, exponent and mantissa after the shift by 13, without the copies of the sign between.
  private static final int FIELDS = 0x8FFFE000;

  /// The least number that a finite one cannot reach.
  private static final float BEYOND = 65536;

  private static final int INFINITY = 0x7F800000;

  @Override
  public void unpack(long source, int blocks, long target) {
    source = Memory.positive(source);
    target = Memory.positive(target);
    int i = 0;
    for (; i <= blocks - COUNT; i += COUNT) {
      Lanes.store(widen(Lanes.signedShorts(source + 2L * i)), target + 4L * i);
    }
    for (; i < blocks; i++) {
      Memory.f32(target + 4L * i, Memory.half(source + 2L * i));
    }
  }

  private static FloatVector widen(IntVector half) {
    FloatVector finite =
        half.lanewise(VectorOperators.LSHL, 13)
            .and(Lanes.all(FIELDS))
            .reinterpretAsFloats()
            .mul(Lanes.all(0x1p112f));
    VectorMask<Integer> special =
        finite.abs().compare(VectorOperators.GE, Lanes.all(BEYOND)).cast(Lanes.I);
    return finite
        .reinterpretAsInts()
        .lanewise(VectorOperators.OR, Lanes.all(INFINITY), special)
        .reinterpretAsFloats();
  }
}
