package llamajar.compute.cpu.vector;

/// I16: rare among weights, and therefore converted number by number.
final class I16 implements RowUnpacker {
  @Override
  public void unpack(long source, int blocks, long target) {
    for (int i = 0; i < blocks; i++) {
      Memory.f32(target + 4L * i, (short) Memory.u16(source + 2L * i));
    }
  }
}
