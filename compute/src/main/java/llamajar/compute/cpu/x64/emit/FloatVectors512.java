package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW_GPR;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPS2PH;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// With AVX-512. Uses k1 for the rest.
final class FloatVectors512 extends FloatVectors {
  private static final int TO_NEAREST = 0;
  private static final Mask REST = new Mask(1);

  FloatVectors512(Assembler a) {
    super(a, 512);
  }

  @Override
  public Mem all(float value) {
    return Constants.real(a, value).inAllLanes();
  }

  @Override
  public void rest(Gpr lanes) {
    a.emit(KMOVW_GPR, REST, lanes);
  }

  @Override
  public void rest(Mem lanes) {
    a.emit(KMOVW, REST, lanes);
  }

  @Override
  public void wholeRest() {
    a.emit(KMOVW, REST, Constants.shorts(a, 1, i -> 0xFFFF));
  }

  @Override
  void loadRest(Vec target, Mem from) {
    a.emit(VMOVUPS, target.zero(REST), from);
  }

  @Override
  void storeRest(Mem target, Vec from) {
    a.emit(VMOVUPS_STORE, target.merge(REST), from);
  }

  @Override
  void loadHalfRest(Vec target, Mem from) {
    a.emit(VCVTPH2PS, target.zero(REST), from);
  }

  @Override
  void storeHalfRest(Mem target, Vec from) {
    a.emit(VCVTPS2PH, TO_NEAREST, target.merge(REST), from);
  }

  @Override
  void loadWordsRest(Vec target, Mem from) {
    a.emit(VPMOVZXWD, target.zero(REST), from);
  }
}
