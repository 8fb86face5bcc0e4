package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVQD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXDQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMULTISHIFTQB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLQ;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ3_XXS: a byte for each point of four; for each 32 weights four sets of signs and a scale.
final class Iq3Xxs extends Unpacker512 {
  private final Lattice lattice;
  private final SignSets signs;
  private final Vec shifts;

  Iq3Xxs(Unpack512 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ3_XXS, 1, 128);
    signs = new SignSets(u);
    shifts = u.keep(i -> 7 * (i % 4));
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
    u.a.emit(VPMOVZXDQ, words, Unpack512.group(66));
    u.a.emit(VPMULTISHIFTQB, sets, shifts, words);
    u.a.emit(VPMOVQD, sets.y(), sets);
    signs.store(sets);
    u.a.emit(VPSRLQ, 28, words, words);
    u.a.emit(VPMOVQD, words.y(), words);
    NibbleScales.finish(u, words, 0, false, 0.25f);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    lattice.lookUp(target, false, k -> Unpack512.group(2 + 16 * chunk + k));
    lattice.negate(target, SignSets.of(chunk));
  }
}
