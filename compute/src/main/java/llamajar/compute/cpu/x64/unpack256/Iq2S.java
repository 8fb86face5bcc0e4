package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_S: ten bits for each point of eight, all signs, and scales of four bits for each 16.
final class Iq2S extends CodedUnpacker256 {
  private static final int OFFSET = 43;

  private final Lattice lattice;

  Iq2S(Unpack256 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ2_S, 1, 0);
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
    return true;
  }

  @Override
  public void codes() {
    Vec low = Unpack256.T0;
    Vec high = Unpack256.T1;
    u.a.emit(VPMOVZXBD, high, Unpack256.group(66));
    u.spreadFields(high, 2);
    u.a.emit(VMOVDQU, low, Unpack256.group(2));
    lattice.storeIndices(low, high, 0);
    LatticeScales.codes(u, Unpack256.SCALES, 74);
    LatticeScales.codes(u, Unpack256.MORE_SCALES, 78);
    LatticeScales.factor(u, 0.125f);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    lattice.lookUpStored(target, chunk);
    lattice.negate(target, Unpack256.group(34 + 4 * chunk), OFFSET);
  }
}
