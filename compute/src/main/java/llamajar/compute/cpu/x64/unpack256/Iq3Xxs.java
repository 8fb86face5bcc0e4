package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ3_XXS: a byte for each point of four; for each 32 weights four sets of signs and a scale.
final class Iq3Xxs extends CodedUnpacker256 {
  private static final int OFFSET = 62;

  private final Lattice lattice;

  Iq3Xxs(Unpack256 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ3_XXS, 1, 0);
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
    Vec words = Unpack256.SCALES;
    Vec sets = Unpack256.T0;
    u.a.emit(VMOVDQU, words, Unpack256.group(66));
    u.a.emit(VMOVDQU, sets, words);
    u.spreadFields(sets, 7);
    SignSets.complete(u, sets);
    u.a.emit(VPSRLD, 28, words, words);
    LatticeScales.odd(u, words);
    LatticeScales.factor(u, 0.25f);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    lattice.lookUp(target, false, i -> Unpack256.group(2 + 8 * chunk + i));
    lattice.negate(target, SignSets.of(chunk), OFFSET);
  }
}
