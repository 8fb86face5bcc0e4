package llamajar.compute.cpu.x64.unpack;

import static llamajar.compute.cpu.x64.asm.Instruction.VPSHUFB;

import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.gguf.quant.Codebook;

/// Four-bit codes that stand for one of 16 integers: a shuffle looks them up.
final class CodebookTable {
  private final Unpack512 u;
  private final Vec values;

  /// Loads the integers plus an offset.
  CodebookTable(Unpack512 u, Codebook codebook, int offset) {
    this.u = u;
    byte[] integers = codebook.values16();
    values = u.keep(i -> integers[i % 16] + offset);
  }

  /// Replaces codes by values.
  void lookUp(Vec codes) {
    u.a.emit(VPSHUFB, codes, values, codes);
  }
}
