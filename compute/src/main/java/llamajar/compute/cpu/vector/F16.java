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
    IntVector fields = Lanes.all(FIELDS);
    IntVector infinity = Lanes.all(INFINITY);
    FloatVector exponent = Lanes.all(0x1p112f);
    FloatVector beyond = Lanes.all(BEYOND);
    int i = 0;
    for (; i <= blocks - COUNT; i += COUNT) {
      FloatVector finite =
          Lanes.signedShorts(source + 2L * i)
              .lanewise(VectorOperators.LSHL, 13)
              .and(fields)
              .reinterpretAsFloats()
              .mul(exponent);
      VectorMask<Integer> special = finite.abs().compare(VectorOperators.GE, beyond).cast(Lanes.I);
      IntVector bits = finite.reinterpretAsInts();
      Lanes.store(
          bits.lanewise(VectorOperators.OR, infinity, special).reinterpretAsFloats(),
          target + 4L * i);
    }
    for (; i < blocks; i++) {
      Memory.f32(target + 4L * i, Memory.half(source + 2L * i));
    }
  }
}
