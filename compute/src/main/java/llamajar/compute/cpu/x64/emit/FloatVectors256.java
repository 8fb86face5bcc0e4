package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPH2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTPS2PH;
import static llamajar.compute.cpu.x64.asm.Instruction.VMASKMOVPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMASKMOVPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPAND;
import static llamajar.compute.cpu.x64.asm.Instruction.VPBROADCASTD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPCMPEQD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPEXTRW_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPINSRW;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXWD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import org.jspecify.annotations.Nullable;

/// With AVX2. Uses register 15 for the rest, as a mask of lanes; there are no masks of words, which
/// are moved one by one.
final class FloatVectors256 extends FloatVectors {
  private static final int TO_NEAREST = 0;
  private static final Vec REST = Vec.ymm(15);

  private @Nullable Gpr restLanes;

  FloatVectors256(Assembler a) {
    super(a, 256);
  }

  @Override
  public Mem all(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Constants.ints(a, lanes(), i -> bits);
  }

  @Override
  public void rest(Gpr lanes) {
    restLanes = lanes;
    a.emit(VMOVD, REST.x(), lanes);
    a.emit(VPBROADCASTD, REST, REST.x());
    spreadBits(a, REST);
  }

  @Override
  public void rest(Mem lanes) {
    a.emit(VPBROADCASTD, REST, lanes);
    spreadBits(a, REST);
  }

  @Override
  public void wholeRest() {
    a.emit(VPCMPEQD, REST, REST, REST);
  }

  /// Makes a mask of bit `i` for each lane `i`.
  static void spreadBits(Assembler a, Vec mask) {
    Mem selected = Constants.ints(a, 8, i -> 1 << i);
    a.emit(VPAND, mask, mask, selected);
    a.emit(VPCMPEQD, mask, mask, selected);
  }

  @Override
  void loadRest(Vec target, Mem from) {
    a.emit(VMASKMOVPS, target, REST, from);
  }

  @Override
  void storeRest(Mem target, Vec from) {
    a.emit(VMASKMOVPS_STORE, target, REST, from);
  }

  @Override
  void loadHalfRest(Vec target, Mem from) {
    loadWords(target.x(), from);
    a.emit(VCVTPH2PS, target, target.x());
  }

  @Override
  void storeHalfRest(Mem target, Vec from) {
    a.emit(VCVTPS2PH, TO_NEAREST, from.x(), from);
    words(i -> a.emit(VPEXTRW_STORE, i, target.plus(2 * i), from.x()));
  }

  @Override
  void loadWordsRest(Vec target, Mem from) {
    loadWords(target.x(), from);
    a.emit(VPMOVZXWD, target, target.x());
  }

  private void loadWords(Vec target, Mem from) {
    a.emit(VPXOR, target, target, target);
    words(i -> a.emit(VPINSRW, i, target, target, from.plus(2 * i)));
  }

  private interface Word {
    void emit(int i);
  }

  /// Does something with each word of the rest.
  private void words(Word word) {
    if (restLanes == null) {
      throw new IllegalStateException("the rest is for floats only");
    }
    Label end = a.label();
    for (int i = 0; i < lanes() - 1; i++) {
      a.cmp(restLanes, (1 << i) - 1);
      a.jump(Condition.LESS_OR_EQUAL, end);
      word.emit(i);
    }
    a.bind(end);
  }
}
