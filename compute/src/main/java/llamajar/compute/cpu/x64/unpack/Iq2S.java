package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTQ;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPTERNLOGD;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_S: ten bits for each point of eight, all signs, and scales of four bits for each 16.
final class Iq2S extends Unpacker512 {
  private final Lattice lattice;
  private final Vec spread;
  private final Vec shifts;
  private final Vec mask;

  Iq2S(Unpack512 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ2_S, 1, 128);
    // A byte has the upper two bits of four indices; they come to bits 8 and 9.
    spread = u.keep(i -> i % 2 == 0 ? 0x80 : i / 8);
    shifts = u.keep(i -> i % 2 == 0 ? i % 8 : 0);
    mask = u.keep(i -> i % 2 == 0 ? 0 : 3);
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
    Vec indices = Unpack512.T0;
    Vec high = Unpack512.T1;
    u.a.emit(VPMOVZXBW, indices, Unpack512.group(2));
    u.a.emit(VPBROADCASTQ, high, Unpack512.group(66));
    u.a.emit(VPSHUFB, high, high, spread);
    u.a.emit(VPSRLVW, high, high, shifts);
    // indices |= high & mask
    u.a.emit(VPTERNLOGD, 0xF8, indices, high, mask);
    u.a.emit(VMOVDQU_STORE, Mem.at(Gpr.RSP, 64), indices);
    NibbleScales.unpack(u, 74, true, 0.125f);
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    lattice.lookUp(target, true, k -> Mem.at(Gpr.RSP, 64 + 2 * (8 * chunk + k)));
    lattice.negate(target, Unpack512.group(34 + 8 * chunk));
  }
}
