package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.FloatVectors;
import llamajar.gguf.TensorType;

/// With AVX2: floats of rests are read under a mask of lanes. For other numbers there are no such
/// masks, and they are copied one by one to local memory before.
final class PlainLoads256 extends PlainLoads {
  private static final Gpr BITS = Gpr.R12;
  private static final Gpr OFFSET = Gpr.R14;
  private static final Gpr NUMBER = Gpr.R15;
  private static final Vec MASK = Vec.ymm(15);

  private Mem bits = at(Gpr.RSP);

  PlainLoads256(FloatVectors vectors, TensorType type, Vec spare) {
    super(vectors, type, spare);
  }

  @Override
  void begin(Mem bitsAt) {
    bits = bitsAt;
  }

  @Override
  void joinHalves(Vec target) {
    a.emit(VINSERTI128, 1, target, target, spare.x());
  }

  @Override
  void beginRest(int row, Mem from) {
    a.emit(VPXOR, MASK, MASK, MASK);
    for (int i = 0; i < stepBytes(); i += vectors.bytes()) {
      a.emit(VMOVDQU_STORE, local(row, i), MASK);
    }
    // A sum of two registers and the offset is one too many.
    Gpr base = Gpr.R13;
    a.push(base);
    a.lea(base, from);
    a.mov(BITS, bits);
    a.mov(OFFSET, 0);
    Label next = a.here();
    copy(base, row);
    a.add(OFFSET, type.blockBytes());
    a.shr(BITS, 1);
    a.cmp(BITS, 0);
    a.jump(Condition.NOT_EQUAL, next);
    a.pop(base);
  }

  private void copy(Gpr base, int row) {
    Mem to = at(Gpr.RSP, OFFSET, 1, row * stepBytes() + Long.BYTES);
    Mem from = at(base, OFFSET, 1, 0);
    switch (type.blockBytes()) {
      case 8 -> {
        a.mov(NUMBER, from);
        a.mov(to, NUMBER);
      }
      case 4 -> {
        a.mov32(NUMBER, from);
        a.mov32(to, NUMBER);
      }
      default -> {
        for (int i = 0; i < type.blockBytes(); i++) {
          a.movzxByte(NUMBER, from.plus(i));
          a.movByte(to.plus(i), NUMBER);
        }
      }
    }
  }

  private Mem local(int row, int offset) {
    return at(Gpr.RSP, row * stepBytes() + offset);
  }

  @Override
  void loadRest(Vec target, int row, Mem from, int i) {
    load(target, local(row, i * loadBytes()));
  }

  @Override
  void beginFloats(int i) {
    Mem selected = Constants.ints(a, vectors.lanes(), k -> 1 << (vectors.lanes() * i + k));
    a.emit(VPBROADCASTD, MASK, bits);
    a.emit(VPAND, MASK, MASK, selected);
    a.emit(VPCMPEQD, MASK, MASK, selected);
  }

  @Override
  void loadFloats(Vec target, Mem from, int i) {
    a.emit(VMASKMOVPS, target, MASK, from);
  }
}
