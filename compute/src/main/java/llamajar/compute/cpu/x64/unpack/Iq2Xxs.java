package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVQD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLQ;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_XXS: for each 32 weights four points of eight, four sets of signs and a scale.
final class Iq2Xxs extends Unpacker512 {
  private final Lattice lattice;
  private final SignSets signs;
  private final Vec shifts;

  Iq2Xxs(Unpack512 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ2_XXS, 1, 128);
    signs = new SignSets(u);
    // The sets of seven bits start at bit 32 of each quadword.
    shifts = u.keep(i -> 32 + 7 * (i % 4));
  }

  @Override
  public int offset() {
    return 128;
  }

  @Override
  public boolean isFine() {
    return false;
  }

  @Override
  public void scales(int weights) {
    Vec words = Unpack512.T0;
    Vec sets = Unpack512.T1;
    u.a.emit(VMOVDQU, words, Unpack512.group(2));
    u.a.emit(VPMULTISHIFTQB, sets, shifts, words);
    u.a.emit(VPMOVQD, sets.y(), sets);
    signs.store(sets);
    u.a.emit(VPSRLQ, 60, words, words);
    u.a.emit(VPMOVQD, words.y(), words);
    NibbleScales.finish(u, words, 0, false, 0.125f);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    lattice.lookUp(target, false, k -> Unpack512.group(2 + 8 * (2 * chunk + k / 4) + k % 4));
    lattice.negate(target, SignSets.of(chunk));
  }
}
