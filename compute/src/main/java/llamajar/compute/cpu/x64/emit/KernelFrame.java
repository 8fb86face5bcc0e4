package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Instruction;
import llamajar.compute.cpu.x64.asm.Vec;

/// Entry and exit of a kernel, which has one parameter: the address of its parameter block. It may
/// change every register but RSP and RBP, under the calling conventions of System V and of Windows.
public final class KernelFrame {
  /// Holds the address of the parameter block after entry.
  public static final Gpr PARAMETERS = Gpr.RDI;

  /// Bytes of aligned memory at RSP that the kernel may use.
  public static final int LOCAL_BYTES = 768;

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final Gpr[] SAVED = {
    Gpr.RBX, Gpr.RDI, Gpr.RSI, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15
  };
  private static final int SAVED_VECTORS_FROM = 6;
  private static final int SAVED_VECTORS = 10;

  private KernelFrame() {}

  /// Emits the entry.
  public static void enter(Assembler a) {
    a.push(Gpr.RBP);
    a.mov(Gpr.RBP, Gpr.RSP);
    for (Gpr register : SAVED) {
      a.push(register);
    }
    if (WINDOWS) {
      a.mov(PARAMETERS, Gpr.RCX);
      a.sub(Gpr.RSP, 16 * SAVED_VECTORS);
      for (int i = 0; i < SAVED_VECTORS; i++) {
        a.emit(Instruction.VMOVUPS_STORE, at(Gpr.RSP, 16 * i), Vec.xmm(SAVED_VECTORS_FROM + i));
      }
    }
    a.sub(Gpr.RSP, LOCAL_BYTES);
    a.and(Gpr.RSP, -64);
  }

  /// Emits the exit.
  public static void leave(Assembler a) {
    a.vzeroupper();
    int saved = 8 * SAVED.length;
    if (WINDOWS) {
      int vectors = saved + 16 * SAVED_VECTORS;
      for (int i = 0; i < SAVED_VECTORS; i++) {
        a.emit(Instruction.VMOVUPS, Vec.xmm(SAVED_VECTORS_FROM + i), at(Gpr.RBP, 16 * i - vectors));
      }
    }
    a.lea(Gpr.RSP, at(Gpr.RBP, -saved));
    for (int i = SAVED.length - 1; i >= 0; i--) {
      a.pop(SAVED[i]);
    }
    a.pop(Gpr.RBP);
    a.ret();
  }
}
