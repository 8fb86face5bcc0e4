package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// BF16: the upper half of a binary32 number.
final class BF16 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    source = Memory.positive(source);
    target = Memory.positive(target);
    int i = 0;
    for (; i <= blocks - COUNT; i += COUNT) {
      IntVector upper = Lanes.unsignedShorts(source + 2L * i);
      Lanes.store(upper.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), target + 4L * i);
    }
    for (; i < blocks; i++) {
      Memory.f32(target + 4L * i, Float.intBitsToFloat(Memory.u16(source + 2L * i) << 16));
    }
  }
}
