package llamajar.compute.cpu.vector;

/// I32: rare among weights, and therefore converted number by number.
final class I32 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int i = 0; i < blocks; i++) {
      Memory.f32(target + 4L * i, (float) Memory.i32(source + 4L * i));
    }
  }
}
