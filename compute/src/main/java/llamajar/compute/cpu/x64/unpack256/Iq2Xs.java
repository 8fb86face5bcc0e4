package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ2_XS: 16 bits for each eight weights, nine of the point and seven of the signs; scales of four
/// bits for each 16.
final class Iq2Xs extends CodedUnpacker256 {
  private static final int OFFSET = 43;

  private final Lattice lattice;

  Iq2Xs(Unpack256 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ2_XS, 1, 0);
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
    Vec first = Unpack256.T0;
    Vec second = Unpack256.T1;
    u.a.emit(VMOVDQU, first, Unpack256.group(2));
    u.a.emit(VMOVDQU, second, Unpack256.group(34));
    u.a.emit(VPSRLW, 9, first, first);
    u.a.emit(VPSRLW, 9, second, second);
    u.a.emit(VPACKUSWB, first, first, second);
    u.a.emit(VPERMQ, 0xD8, first, first);
    SignSets.complete(u, first);
    for (int half = 0; half < 2; half++) {
      u.a.emit(VMOVDQU, first, Unpack256.group(2 + 32 * half));
      u.a.emit(VPAND, first, first, u.bytes(i -> i % 2 == 0 ? 0xFF : 1));
      u.a.emit(VMOVDQU_STORE, Unpack256.local(64 + 32 * half), first);
    }
    LatticeScales.codes(u, Unpack256.SCALES, 66);
    LatticeScales.codes(u, Unpack256.MORE_SCALES, 70);
    LatticeScales.factor(u, 0.125f);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    lattice.lookUp(target, true, i -> Unpack256.local(64 + 8 * chunk + 2 * i));
    lattice.negate(target, SignSets.of(chunk), OFFSET);
  }
}
