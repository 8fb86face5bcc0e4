package llamajar.compute.cpu.vector;

/// F64: rare among weights, and therefore converted number by number.
final class F64 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int i = 0; i < blocks; i++) {
      Memory.f32(target + 4L * i, (float) Double.longBitsToDouble(Memory.i64(source + 8L * i)));
    }
  }
}
