package llamajar.compute.cpu.x64.asm;

import llamajar.compute.cpu.x64.asm.Instruction.Wide;
import org.jspecify.annotations.Nullable;

/// Encodes one vector or mask instruction with a VEX or an EVEX prefix.
final class VectorEncoder {
  private final CodeBuffer code;
  private final Instruction instruction;
  private final Operand reg;
  private final @Nullable Operand vvvv;
  private final Operand rm;
  private final int bits;
  private int labelAt = -1;

  /// Puts each operand into its place.
  ///
  /// @throws IllegalArgumentException if the number of operands is wrong
  static VectorEncoder of(CodeBuffer code, Instruction instruction, Operand... operands) {
    int count =
        switch (instruction.form) {
          case REG_VVVV_RM, REG_RM_VVVV, RM_VVVV_REG -> 3;
          case REG_RM, RM_REG, VVVV_RM -> 2;
          case REG, RM -> 1;
          case NONE -> 0;
        };
    if (operands.length != count) {
      throw new IllegalArgumentException(
          "%s takes %d operands, not %d".formatted(instruction, count, operands.length));
    }
    Operand digit = Vec.xmm(instruction.digit);
    Operand none = Gpr.RAX;
    return switch (instruction.form) {
      case REG_VVVV_RM ->
          new VectorEncoder(code, instruction, operands[0], operands[1], operands[2]);
      case REG_RM -> new VectorEncoder(code, instruction, operands[0], null, operands[1]);
      case RM_REG -> new VectorEncoder(code, instruction, operands[1], null, operands[0]);
      case VVVV_RM -> new VectorEncoder(code, instruction, digit, operands[0], operands[1]);
      case REG_RM_VVVV ->
          new VectorEncoder(code, instruction, operands[0], operands[2], operands[1]);
      case RM_VVVV_REG ->
          new VectorEncoder(code, instruction, operands[2], operands[1], operands[0]);
      case REG -> new VectorEncoder(code, instruction, operands[0], null, none);
      case RM -> new VectorEncoder(code, instruction, digit, null, operands[0]);
      case NONE -> new VectorEncoder(code, instruction, digit, null, none);
    };
  }

  private VectorEncoder(
      CodeBuffer code, Instruction instruction, Operand reg, @Nullable Operand vvvv, Operand rm) {
    this.code = code;
    this.instruction = instruction;
    this.reg = reg;
    this.vvvv = vvvv;
    this.rm = rm;
    this.bits = vectorBits();
    boolean digit =
        switch (instruction.form) {
          case VVVV_RM, RM, NONE -> true;
          case REG_VVVV_RM, REG_RM, RM_REG, REG_RM_VVVV, RM_VVVV_REG, REG -> false;
        };
    boolean alone = instruction.form == Form.REG || instruction.form == Form.NONE;
    new OperandCheck(instruction, digit ? null : reg, vvvv, alone ? null : rm).check();
  }

  /// Where the distance to a label has to be filled in, or −1.
  int labelAt() {
    return labelAt;
  }

  /// The operand that can be in memory.
  Operand rm() {
    return rm;
  }

  /// Whether only an EVEX prefix can express the operands.
  boolean needsEvex() {
    boolean shiftsMemory = instruction.form == Form.VVVV_RM && rm instanceof Mem;
    return bits == 512
        || shiftsMemory
        || evexOnly(reg)
        || (vvvv != null && evexOnly(vvvv))
        || evexOnly(rm);
  }

  private static boolean evexOnly(Operand operand) {
    return switch (operand) {
      case Vec vec -> vec.number() > 15 || vec.predicate() != 0;
      case Mem mem -> mem.broadcast() || mem.predicate() != 0;
      case Gpr gpr -> false;
      case Mask mask -> false;
      case Tile tile -> false;
    };
  }

  private int vectorBits() {
    if (instruction.wide == Wide.SOURCE) {
      // The destination is half as wide as what is read, but has 128 bits at least.
      return rm instanceof Vec source
          ? source.bits()
          : reg instanceof Vec target ? 2 * target.bits() : 512;
    }
    int widest = 128;
    for (Operand operand : new @Nullable Operand[] {reg, vvvv, rm}) {
      if (operand instanceof Vec vec) {
        widest = Math.max(widest, vec.bits());
      }
    }
    return widest;
  }

  private int length() {
    // An instruction on three masks has the length of a longer vector.
    return vvvv instanceof Mask ? 1 : bits / 256;
  }

  void vex(boolean wide) {
    int w = wide ? instruction.w : 0;
    vex3(
        code,
        instruction.map.code,
        instruction.prefix.code,
        w == 1,
        length(),
        number(reg),
        vvvv == null ? 0 : number(vvvv),
        rm);
    code.u8(instruction.opcode);
    labelAt = code.modRm(number(reg), rm, 1);
  }

  /// The VEX prefix, of two bytes where that is possible.
  static void vex3(
      CodeBuffer code,
      int map,
      int prefix,
      boolean wide,
      int length,
      int reg,
      int vvvv,
      Operand rm) {
    int x = 0;
    int b;
    if (rm instanceof Mem mem) {
      x = mem.index() == null ? 0 : mem.index().number() >> 3;
      b = mem.base() == null ? 0 : mem.base().number() >> 3;
    } else {
      b = CodeBuffer.number(rm) >> 3;
    }
    int last = ((~vvvv & 15) << 3) | (length << 2) | prefix;
    if (x == 0 && b == 0 && !wide && map == 1) {
      code.u8(0xC5);
      code.u8((((reg >> 3) ^ 1) << 7) | last);
      return;
    }
    code.u8(0xC4);
    code.u8((((reg >> 3) ^ 1) << 7) | ((x ^ 1) << 6) | ((b ^ 1) << 5) | map);
    code.u8((wide ? 0x80 : 0) | last);
  }

  void evex() {
    int regNumber = number(reg);
    int vvvvNumber = vvvv == null ? 0 : number(vvvv);
    int x;
    int b;
    boolean broadcast = false;
    if (rm instanceof Mem mem) {
      x = mem.index() == null ? 0 : mem.index().number() >> 3;
      b = mem.base() == null ? 0 : mem.base().number() >> 3;
      broadcast = mem.broadcast();
    } else {
      x = number(rm) >> 4;
      b = (number(rm) >> 3) & 1;
    }
    code.u8(0x62);
    code.u8(
        ((~regNumber >> 3) & 1) << 7
            | (x ^ 1) << 6
            | (b ^ 1) << 5
            | ((~regNumber >> 4) & 1) << 4
            | instruction.map.code);
    code.u8((instruction.w << 7) | ((~vvvvNumber & 15) << 3) | 4 | instruction.prefix.code);
    int predicate = predicate();
    code.u8(
        (isZeroing() ? 0x80 : 0)
            | length() << 5
            | (broadcast ? 0x10 : 0)
            | ((~vvvvNumber >> 4) & 1) << 3
            | predicate);
    code.u8(instruction.opcode);
    labelAt = code.modRm(regNumber, rm, instruction.tuple.unit(bits / 8, broadcast));
  }

  private Operand destination() {
    return switch (instruction.form) {
      case REG_VVVV_RM, REG_RM, REG_RM_VVVV, REG, NONE -> reg;
      case RM_REG, RM_VVVV_REG, RM -> rm;
      case VVVV_RM -> vvvv == null ? reg : vvvv;
    };
  }

  private int predicate() {
    return switch (destination()) {
      case Vec vec -> vec.predicate();
      case Mem mem -> mem.predicate();
      case Gpr gpr -> 0;
      case Mask mask -> 0;
      case Tile tile -> 0;
    };
  }

  private boolean isZeroing() {
    return destination() instanceof Vec vec && vec.zeroing();
  }

  private static int number(Operand operand) {
    return CodeBuffer.number(operand);
  }
}
