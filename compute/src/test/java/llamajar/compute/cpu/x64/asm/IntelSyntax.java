package llamajar.compute.cpu.x64.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes instructions the way Intel's manuals and GNU `as` do.
final class IntelSyntax {
  /// Names that differ in the EVEX form.
  private static final Map<Instruction, String> EVEX_NAMES =
      Map.of(
          Instruction.VPAND, "vpandd",
          Instruction.VPANDN, "vpandnd",
          Instruction.VPOR, "vpord",
          Instruction.VPXOR, "vpxord",
          Instruction.VMOVDQU, "vmovdqu32",
          Instruction.VMOVDQU_STORE, "vmovdqu32",
          Instruction.VINSERTI128, "vinserti32x4",
          Instruction.VEXTRACTI128, "vextracti32x4",
          Instruction.VBROADCASTI128, "vbroadcasti32x4",
          Instruction.VROUNDPS, "vrndscaleps");

  private static final List<String> NARROW =
      List.of(
          "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d", "r9d", "r10d", "r11d",
          "r12d", "r13d", "r14d", "r15d");

  private IntelSyntax() {}

  /// One line.
  ///
  /// @param width of the vectors, in bits
  /// @param bytes the instruction as assembled; decides between the names of VEX and EVEX, and a
  ///   distance to the instruction pointer counts from its end
  static String of(
      Instruction instruction, int width, int immediate, byte[] bytes, List<Operand> operands) {
    boolean evex = bytes[0] == 0x62;
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      boolean narrow = Shape.of(instruction).places().get(i).contains("R");
      parts.add(
          switch (operands.get(i)) {
            case Gpr gpr -> narrow ? narrow(gpr) : wide(gpr);
            case Vec vec -> vec.toString();
            case Mask mask -> mask.toString();
            case Tile tile -> tile.toString();
            case Mem mem -> sized(instruction, width, mem, bytes.length);
          });
    }
    if (immediate >= 0) {
      parts.add(Integer.toString(immediate));
    }
    return (choice(instruction, evex, operands)
            + name(instruction, evex)
            + " "
            + String.join(", ", parts))
        .strip();
  }

  static String name(Instruction instruction, boolean evex) {
    String name = instruction.name().toLowerCase(Locale.ROOT).replaceFirst("_.*", "");
    return evex ? EVEX_NAMES.getOrDefault(instruction, name) : name;
  }

  /// What `as` needs to be told where there are several encodings.
  private static String choice(Instruction instruction, boolean evex, List<Operand> operands) {
    if (instruction == Instruction.VPDPBUSD || instruction == Instruction.VPDPWSSD) {
      return evex ? "{evex} " : "{vex} ";
    }
    boolean registers = operands.stream().allMatch(Vec.class::isInstance);
    boolean move = instruction.name().startsWith("VMOV");
    return !registers || !move ? "" : instruction.form == Form.RM_REG ? "{store} " : "{load} ";
  }

  static String wide(Gpr gpr) {
    return gpr.name().toLowerCase(Locale.ROOT);
  }

  static String narrow(Gpr gpr) {
    return NARROW.get(gpr.number());
  }

  private static String sized(Instruction instruction, int width, Mem mem, int length) {
    String address = address(mem, length);
    if (instruction.name().contains("TILE")) {
      return address;
    }
    int bytes = instruction.tuple.unit(width / 8, mem.broadcast());
    String size =
        switch (bytes) {
          case 1 -> "byte";
          case 2 -> "word";
          case 4 -> "dword";
          case 8 -> "qword";
          case 16 -> "xmmword";
          case 32 -> "ymmword";
          default -> "zmmword";
        };
    return size
        + " ptr "
        + address
        + (mem.broadcast() ? "{1to" + width / 8 / bytes + "}" : "")
        + (mem.predicate() == 0 ? "" : "{k" + mem.predicate() + "}");
  }

  /// The address in brackets.
  ///
  /// @param length of the instruction, in bytes
  static String address(Mem mem, int length) {
    Gpr base = mem.base();
    if (base == null) {
      return "[rip%+d]".formatted(mem.displacement() - length);
    }
    Gpr index = mem.index();
    return "["
        + wide(base)
        + (index == null ? "" : "+" + wide(index) + "*" + mem.scale())
        + (mem.displacement() == 0 ? "" : "%+d".formatted(mem.displacement()))
        + "]";
  }
}
