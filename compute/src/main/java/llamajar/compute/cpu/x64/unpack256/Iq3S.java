package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ3_S: nine bits for each point of four, all signs, and scales of four bits for each 32.
final class Iq3S extends CodedUnpacker256 {
  private static final int OFFSET = 15;

  private final Lattice lattice;

  Iq3S(Unpack256 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ3_S, 1, 0);
    Lattice.keepSigns(u, OFFSET);
  }

  @Override
  public int offset() {
    return OFFSET;
  }

  @Override
  public int largest() {
    return 2 * OFFSET;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void codes() {
    Vec low = Unpack256.T0;
    Vec high = Unpack256.T1;
    for (int half = 0; half < 2; half++) {
      u.expandBits(high, Unpack256.group(66 + 4 * half));
      u.a.emit(VPAND, high, high, u.all(1));
      u.a.emit(VMOVDQU, low, Unpack256.group(2 + 32 * half));
      lattice.storeIndices(low, high, half);
    }
    LatticeScales.codes(u, Unpack256.SCALES, 106);
    u.half(Unpack256.FACTOR, 0);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    lattice.lookUpStored(target, chunk);
    lattice.negate(target, Unpack256.group(74 + 4 * chunk), OFFSET);
  }
}
