package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMB;
import static llamajar.compute.cpu.x64.asm.Instruction.VPERMI2D;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the kernel that brings activations from [ActivationLayout] into the order of
/// [PositionGroups], in place.
///
/// One or two groups of 256 are `[64 points][4 or 8]` and become `[4 or 8][64 points]`.
final class PermuteGroups {
  /// Parameters: groups, distance of groups in bytes, number of groups, or pairs of groups.
  static final int GROUPS = 0;

  static final int STRIDE = 8;
  static final int COUNT = 16;

  private static final Gpr Q = Gpr.RAX;
  private static final Gpr STEP = Gpr.RDX;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr SECOND = Gpr.RSI;
  private static final Gpr WORD = Gpr.R8;

  private PermuteGroups() {}

  static byte[] emit(int coordinates, boolean precise) {
    Assembler a = new Assembler(false);
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(Q, at(p, GROUPS));
    a.mov(STEP, at(p, STRIDE));
    a.mov(LEFT, at(p, COUNT));
    int points = 64 / coordinates;
    Vec order = Vec.zmm(31);
    a.emit(VMOVDQU, order, Constants.bytes(a, 64, i -> i % points * coordinates + i / points));
    Label loop = a.here();
    a.lea(SECOND, at(Q, STEP, 1, 0));
    permute(a, coordinates, order, 0);
    if (precise) {
      permute(a, coordinates, order, ActivationLayout.LOW);
    }
    if (coordinates == 8) {
      join(a, ActivationLayout.SCALES, ActivationLayout.FINE_SCALES);
      join(a, ActivationLayout.SUMS, ActivationLayout.SUMS);
      deal(a);
      a.add(Q, STEP);
    }
    a.add(Q, STEP);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private static void permute(Assembler a, int coordinates, Vec order, int offset) {
    int points = 64 / coordinates;
    // Within each 64 bytes first, then pieces of 16 or 8 bytes.
    for (int i = 0; i < coordinates; i++) {
      Gpr group = i < 4 ? Q : SECOND;
      a.emit(VPERMB, Vec.zmm(i), order, at(group, offset + 64 * (i % 4)));
      a.emit(VMOVDQU_STORE, at(Gpr.RSP, 64 * i % KernelFrame.LOCAL_BYTES), Vec.zmm(i));
    }
    for (int c = 0; c < coordinates; c++) {
      Gpr group = c < 4 ? Q : SECOND;
      for (int i = 0; i < coordinates; i++) {
        for (int b = 0; b < points; b += 8) {
          a.mov(WORD, at(Gpr.RSP, 64 * i + points * c + b));
          a.mov(at(group, offset + 64 * (c % 4) + points * i + b), WORD);
        }
      }
    }
  }

  /// Eight numbers of both groups become 16 of the first.
  private static void join(Assembler a, int from, int to) {
    Vec joined = Vec.zmm(0);
    a.emit(VMOVDQU, joined.y(), at(Q, from));
    a.emit(VINSERTI64X4, 1, joined, joined, at(SECOND, from));
    a.emit(VMOVDQU_STORE, at(Q, to), joined);
  }

  /// Of the 32 sums over 16 activations, the first group gets the even ones and the second the odd
  /// ones.
  private static void deal(Assembler a) {
    Vec first = Vec.zmm(0);
    Vec second = Vec.zmm(1);
    a.emit(VMOVDQU, first, at(Q, ActivationLayout.FINE_SUMS));
    a.emit(VMOVDQU, second, at(SECOND, ActivationLayout.FINE_SUMS));
    for (int odd = 0; odd < 2; odd++) {
      int from = odd;
      Vec dealt = Vec.zmm(2);
      a.emit(VMOVDQU, dealt, Constants.ints(a, 16, i -> 2 * i + from));
      a.emit(VPERMI2D, dealt, first, second);
      a.emit(VMOVDQU_STORE, at(odd == 0 ? Q : SECOND, ActivationLayout.FINE_SUMS), dealt);
    }
  }
}
