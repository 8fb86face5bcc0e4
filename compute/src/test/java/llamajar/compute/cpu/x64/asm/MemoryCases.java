package llamajar.compute.cpu.x64.asm;

import java.util.ArrayList;
import java.util.List;

/// Memory operands at the edges of what the encodings distinguish.
final class MemoryCases {
  private MemoryCases() {}

  /// All kinds that an instruction takes.
  static List<Operand> list(Instruction instruction, int width, boolean masked, boolean dense) {
    List<Operand> result = new ArrayList<>(addresses(dense));
    int unit = instruction.tuple.unit(width / 8, false);
    for (int displacement : displacements(unit, dense)) {
      result.add(Mem.at(Gpr.RDI, displacement));
    }
    result.add(Mem.at(start()));
    result.add(Mem.at(start()).plus(68));
    if (instruction.encoding == Instruction.Encoding.VEX) {
      return result;
    }
    if (masked) {
      result.add(Mem.at(Gpr.RDX, 64).merge(new Mask(1)));
      result.add(Mem.at(Gpr.R9, Gpr.R10, 2, 64).merge(new Mask(7)));
    }
    if (instruction.tuple.canBroadcast()) {
      int element = instruction.tuple.unit(width / 8, true);
      for (int displacement : displacements(element, dense)) {
        result.add(Mem.at(Gpr.RSI, displacement).inAllLanes());
      }
      result.add(Mem.at(Gpr.R8, Gpr.R9, 8, element).inAllLanes());
    }
    return result;
  }

  /// Every base and index that is special.
  static List<Operand> addresses(boolean dense) {
    List<Operand> result = new ArrayList<>();
    for (Gpr base : Gpr.values()) {
      if (dense || base.number() == 0 || (base.number() & 6) == 4) {
        result.add(Mem.at(base));
      }
    }
    result.addAll(indexed(dense));
    return result;
  }

  /// Those with an index.
  static List<Operand> indexed(boolean dense) {
    List<Operand> result = new ArrayList<>();
    List<Gpr> all = List.of(Gpr.values());
    for (Gpr index : all) {
      if (index != Gpr.RSP && (dense || (index.number() & 3) == 0)) {
        int n = index.number();
        result.add(Mem.at(all.get((n * 5 + 3) % 16), index, 1 << n % 4, n % 3 * 64));
      }
    }
    result.add(Mem.at(Gpr.RBP, Gpr.RBP, 1, 0));
    result.add(Mem.at(Gpr.R13, Gpr.R12, 8, 0));
    result.add(Mem.at(Gpr.RSP, Gpr.R13, 4, 0x12345));
    return result;
  }

  /// Around the ends of the short form, in bytes and in units.
  private static int[] displacements(int unit, boolean dense) {
    int n = unit;
    return dense
        ? new int[] {
          1,
          127,
          128,
          -128,
          -129,
          n,
          -n,
          n / 2,
          127 * n,
          128 * n,
          127 * n + 1,
          -128 * n,
          -129 * n,
          -128 * n - 1,
          0x12345678,
          Integer.MIN_VALUE,
          Integer.MAX_VALUE
        }
        : new int[] {1, 127, 128 * n, 127 * n, -128 * n, -129 * n};
  }

  /// The beginning of the instruction.
  static Label start() {
    Label label = new Label();
    label.position = 0;
    return label;
  }
}
