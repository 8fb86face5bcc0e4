package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVD;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPADDW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBW;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ3_S: nine bits for each point of four, all signs, and scales of four bits for each 32.
final class Iq3S extends Unpacker512 {
  private static final Mask NINTH = new Mask(2);

  private final Lattice lattice;
  private final Vec ninth;

  Iq3S(Unpack512 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ3_S, 1, 128);
    ninth = u.keep(i -> i % 2);
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
    Vec indices = Unpack512.T0;
    for (int half = 0; half < 2; half++) {
      u.a.emit(VPMOVZXBW, indices, Unpack512.group(2 + 32 * half));
      u.a.emit(KMOVD, NINTH, Unpack512.group(66 + 4 * half));
      u.a.emit(VPADDW, indices.merge(NINTH), indices, ninth);
      u.a.emit(VMOVDQU_STORE, Mem.at(Gpr.RSP, 64 + 64 * half), indices);
    }
    NibbleScales.unpack(u, 106, false, 1);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    lattice.lookUp(target, true, k -> Mem.at(Gpr.RSP, 64 + 2 * (16 * chunk + k)));
    lattice.negate(target, Unpack512.group(74 + 8 * chunk));
  }
}
