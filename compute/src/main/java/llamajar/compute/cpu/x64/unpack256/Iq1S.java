package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ1_S: eleven bits for each point of eight; for each 32 weights a scale of three bits and the
/// sign of an eighth that is added to all of them, which becomes the minimum.
final class Iq1S extends CodedUnpacker256 {
  private static final int OFFSET = 1;

  private final Lattice lattice;

  Iq1S(Unpack256 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ1_S, 1, OFFSET);
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
  public boolean hasMinima() {
    return true;
  }

  @Override
  public void codes() {
    Vec low = Unpack256.T0;
    Vec fields = Unpack256.T1;
    Vec scales = Unpack256.SCALES;
    Vec minima = Unpack256.MINIMA;
    u.a.emit(VPMOVZXWD, scales, Unpack256.group(34));
    u.a.emit(VMOVDQU, fields, scales);
    u.spreadFields(fields, 3);
    u.a.emit(VMOVDQU, low, Unpack256.group(2));
    lattice.storeIndices(low, fields, 0);
    // Bit 15 says "less": minus an eighth of the scale.
    u.a.emit(VPSLLD, 16, minima, scales);
    u.a.emit(VPAND, minima, minima, u.reals(-0f));
    u.a.emit(VPXOR, minima, minima, u.reals(-0.125f));
    u.a.emit(VPSRLD, 12, scales, scales);
    u.a.emit(VPAND, scales, scales, u.ints(i -> 7));
    LatticeScales.odd(u, scales);
    u.half(Unpack256.FACTOR, 0);
    u.a.emit(VMULPS, minima, minima, Unpack256.FACTOR);
    u.a.emit(VCVTDQ2PS, Unpack256.T1, scales);
    u.a.emit(VMULPS, minima, minima, Unpack256.T1);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    lattice.lookUpStored(target, chunk);
  }
}
