package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSLLW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSRLVW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ1_S: eleven bits for each point of eight; for each 32 weights a scale of three bits and the
/// sign of an eighth that is added to all of them, which becomes the minimum.
final class Iq1S extends Unpacker512 {
  private final Lattice lattice;
  private final Vec fourTimes;
  private final Vec shifts;
  private final Vec mask;

  Iq1S(Unpack512 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ1_S, 1, 1);
    fourTimes = u.keep(i -> i % 2 == 0 ? i / 8 : 0);
    shifts = u.keep(i -> i % 2 == 0 ? 3 * (i / 2 % 4) : 0);
    mask = u.keep(i -> i % 2 == 0 ? 7 : 0);
  }

  @Override
  public int offset() {
    return 1;
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
    Vec indices = Unpack512.T0;
    Vec fields = Unpack512.T1;
    Vec high = Unpack512.T2;
    u.a.emit(VMOVDQU, fields.x(), Unpack512.group(34));
    u.a.emit(VPMOVZXBW, indices, Unpack512.group(2));
    u.a.emit(VPERMW, high, fourTimes, fields);
    u.a.emit(VPSRLVW, high, high, shifts);
    u.a.emit(VPAND, high, high, mask);
    u.a.emit(VPSLLW, 8, high, high);
    u.a.emit(VPOR, indices, indices, high);
    u.a.emit(VMOVDQU_STORE, Mem.at(Gpr.RSP, 64), indices);
    Vec codes = Unpack512.T0.y();
    u.a.emit(VPMOVZXWD, codes, fields.x());
    // Bit 15 says "less": minus an eighth of the scale.
    Vec minima = Unpack512.MINIMA.y();
    u.a.emit(VPSLLD, 16, minima, codes);
    u.a.emit(VPAND, minima, minima, u.ints(8, i -> Integer.MIN_VALUE));
    u.a.emit(VPXOR, minima, minima, u.ints(8, i -> Float.floatToRawIntBits(-0.125f)));
    u.a.emit(VPSRLD, 12, codes, codes);
    u.a.emit(VPAND, codes, codes, u.ints(8, i -> 7));
    NibbleScales.finish(u, codes, 0, false, 1);
    u.a.emit(VMULPS, minima, minima, Unpack512.SCALES.y());
  }

  @Override
  public void chunk(int chunk, int weights, Vec target) {
    lattice.lookUp(target, true, k -> Mem.at(Gpr.RSP, 64 + 2 * (8 * chunk + k)));
  }
}
