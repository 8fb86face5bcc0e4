package llamajar.compute.cpu.vector;

/// I8: rare among weights, and therefore converted number by number.
final class I8 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int i = 0; i < blocks; i++) {
      Memory.f32(target + 4L * i, Memory.s8(source + i));
    }
  }
}
