package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_XXS: for each 32 weights four points of eight, four sets of signs and a scale.
final class Iq2Xxs extends CodedUnpacker256 {
  private static final int OFFSET = 43;

  private final Lattice lattice;

  Iq2Xxs(Unpack256 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ2_XXS, 1, 0);
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
    // The second words of all eight pairs.
    Vec words = Unpack256.SCALES;
    Vec sets = Unpack256.T0;
    u.a.emit(VMOVDQU, words, Unpack256.group(2));
    u.a.emit(VSHUFPS, 0xDD, words, words, Unpack256.group(34));
    u.a.emit(VPERMQ, 0xD8, words, words);
    u.a.emit(VMOVDQU, sets, words);
    u.spreadFields(sets, 7);
    SignSets.complete(u, sets);
    u.a.emit(VPSRLD, 28, words, words);
    LatticeScales.odd(u, words);
    LatticeScales.factor(u, 0.125f);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    lattice.lookUp(target, false, i -> Unpack256.group(2 + 8 * chunk + i));
    lattice.negate(target, SignSets.of(chunk), OFFSET);
  }
}
