package llamajar.compute.cpu.vector;

import static llamajar.compute.cpu.vector.Lanes.COUNT;

/// F32: a copy.
final class F32 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    source = Memory.positive(source);
    target = Memory.positive(target);
    int i = 0;
    for (; i <= blocks - COUNT; i += COUNT) {
      Lanes.store(Lanes.load(source + 4L * i), target + 4L * i);
    }
    for (; i < blocks; i++) {
      Memory.f32(target + 4L * i, Memory.f32(source + 4L * i));
    }
  }
}
