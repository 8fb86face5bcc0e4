package llamajar.compute.cpu.x64.unpack;

import llamajar.compute.cpu.x64.asm.Vec;
import org.jspecify.annotations.Nullable;

/// Q4_K and Q5_K: four bits of each weight, and one more in a plane of its own; scales and minima
/// of six bits for each 32.
final class Q4K extends Unpacker512 {
  private final boolean fifthBit;
  private final Nibbles nibbles;
  private final SixBitScales scales;
  private final @Nullable BitPlanes plane;

  Q4K(Unpack512 u, boolean fifthBit) {
    super(u);
    this.fifthBit = fifthBit;
    nibbles = new Nibbles(u, 32);
    scales = new SixBitScales(u);
    plane = fifthBit ? new BitPlanes(u, 16, 16) : null;
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public boolean hasMinima() {
    return true;
  }

  @Override
  public void scales(int weights) {
    scales.unpack();
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    nibbles.unpack(target, (fifthBit ? 48 : 16) + 32 * chunk);
    if (plane != null) {
      plane.addTo(target, chunk);
    }
  }
}
