package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVWB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLW;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_XS: 16 bits for each eight weights, nine of the point and seven of the signs; scales of four
/// bits for each 16.
final class Iq2Xs extends Unpacker512 {
  private final Lattice lattice;
  private final SignSets signs;
  private final Vec mask;

  Iq2Xs(Unpack512 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ2_XS, 1, 128);
    signs = new SignSets(u);
    mask = u.keep(i -> i % 2 == 0 ? 0xFF : 1);
  }

  @Override
  public int offset() {
    return 128;
  }

  @Override
  public boolean isFine() {
    return true;
  }

  @Override
  public void scales(int weights) {
    Vec words = Unpack512.T0;
    Vec sets = Unpack512.T1;
    u.a.emit(VMOVDQU, words, Unpack512.group(2));
    u.a.emit(VPSRLW, 9, sets, words);
    u.a.emit(VPMOVWB, sets.y(), sets);
    signs.store(sets);
    u.a.emit(VPAND, words, words, mask);
    u.a.emit(VMOVDQU_STORE, Mem.at(Gpr.RSP, 64), words);
    NibbleScales.unpack(u, 66, true, 0.125f);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    lattice.lookUp(target, true, k -> Mem.at(Gpr.RSP, 64 + 2 * (8 * chunk + k)));
    lattice.negate(target, SignSets.of(chunk));
  }
}
