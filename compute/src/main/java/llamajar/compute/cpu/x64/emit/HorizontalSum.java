package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.VADDPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VADDSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI128;
import static llamajar.compute.cpu.x64.asm.Instruction.VEXTRACTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFD;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Vec;

/// Adds up the floats of a vector of 256 or 512 bits.
public final class HorizontalSum {
  private HorizontalSum() {}

  /// Leaves the sum in the first lane of `sum`.
  public static void emit(Assembler a, Vec sum, Vec temporary) {
    Vec t = temporary;
    if (sum.bits() == 512) {
      a.emit(VEXTRACTI64X4, 1, t.y(), sum);
      a.emit(VADDPS, sum.y(), sum.y(), t.y());
    }
    a.emit(VEXTRACTI128, 1, t.x(), sum.y());
    a.emit(VADDPS, sum.x(), sum.x(), t.x());
    a.emit(VPSHUFD, 0x4E, t.x(), sum.x());
    a.emit(VADDPS, sum.x(), sum.x(), t.x());
    a.emit(VPSHUFD, 0xB1, t.x(), sum.x());
    a.emit(VADDSS, sum.x(), sum.x(), t.x());
  }
}
