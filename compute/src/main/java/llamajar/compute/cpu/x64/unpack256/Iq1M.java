package llamajar.compute.cpu.x64.unpack256;

import static llamajar.compute.cpu.x64.asm.Instruction.*;

import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Grid;

/// IQ1_M: eleven bits for each point of eight and the sign of an eighth that is added to it; scales
/// of three bits for each 16. All is times eight here, so that it is an integer.
final class Iq1M extends CodedUnpacker256 {
  private static final int OFFSET = 9;

  private final Lattice lattice;

  Iq1M(Unpack256 u) {
    super(u);
    lattice = new Lattice(u, Grid.IQ1_S, 8, OFFSET - 1);
    u.keepIfRoom(Unpack256.SPREAD);
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
    Vec low = Unpack256.T0;
    Vec fields = Unpack256.T1;
    // The nibbles of 16 bytes: three bits of an index, and whether an eighth is taken away.
    u.a.emit(VPMOVZXBW, fields, Unpack256.group(32));
    u.a.emit(VPSLLW, 4, low, fields);
    u.a.emit(VPOR, fields, fields, low);
    u.a.emit(VPANDN, low, fields, u.all(8));
    u.a.emit(VPSRLW, 2, low, low);
    u.a.emit(VMOVDQU_STORE, Unpack256.local(0), low);
    u.a.emit(VPAND, fields, fields, u.all(7));
    u.a.emit(VMOVDQU, low, Unpack256.group(0));
    lattice.storeIndices(low, fields, 0);
    // The four highest nibbles are the half-precision factor.
    u.a.mov(Gpr.R12, Unpack256.group(48));
    u.a.mov(Gpr.R13, 0xF000F000F000F000L);
    u.a.pext(Gpr.R12, Gpr.R12, Gpr.R13);
    scale(Unpack256.SCALES, 0);
    scale(Unpack256.MORE_SCALES, 2);
    Vec d = Unpack256.FACTOR;
    u.a.emit(VMOVQ_GPR, d.x(), Gpr.R12);
    u.a.emit(VPBROADCASTW, d.x(), d.x());
    u.a.emit(VCVTPH2PS, d, d.x());
    u.a.emit(VMULPS, d, d, u.reals(0.125f));
  }

  /// Four scales of three bits in each of two words.
  private void scale(Vec target, int word) {
    u.a.emit(VPMOVZXWD, Unpack256.T0.x(), Unpack256.group(48));
    u.a.emit(VMOVDQU, target, u.ints(i -> word + i / 4));
    u.a.emit(VPERMD, target, target, Unpack256.T0);
    u.a.emit(VPSRLVD, target, target, u.ints(i -> 3 * (i % 4)));
    u.a.emit(VPAND, target, target, u.ints(i -> 7));
    LatticeScales.odd(u, target);
  }

  @Override
  public void chunk(int chunk, Vec target) {
    lattice.lookUpStored(target, chunk);
    // Two eighths more where it is not less.
    u.spreadBytes(Unpack256.T0, Unpack256.local(4 * chunk));
    u.a.emit(VPADDB, target, target, Unpack256.T0);
  }
}
