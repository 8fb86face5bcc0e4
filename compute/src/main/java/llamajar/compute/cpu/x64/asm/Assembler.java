package llamajar.compute.cpu.x64.asm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.compute.cpu.x64.asm.Instruction.Encoding;
import llamajar.compute.cpu.x64.asm.Instruction.Wide;

/// Turns instructions into machine code for 64-bit mode.
///
/// Integer instructions are methods and work on all 64 bits unless their name says otherwise;
/// vector and mask instructions are entries of [Instruction], given to [#emit]. Constants go into a
/// pool behind the code. The code is position-independent.
public final class Assembler {
  private static final int POOL_ALIGNMENT = 64;

  private final CodeBuffer code = new CodeBuffer();
  private final boolean vexDotProducts;
  private final List<Fixup> fixups = new ArrayList<>();
  private final Map<ByteBuffer, Label> pool = new LinkedHashMap<>();

  /// A place where the distance from `end` to a label has to be filled in.
  private record Fixup(int at, int end, Label label) {}

  /// An empty program.
  ///
  /// @param vexDotProducts whether `vpdpbusd` of 256 bits is encoded for AVX-VNNI; with EVEX, for
  ///   AVX512-VNNI, otherwise
  public Assembler(boolean vexDotProducts) {
    this.vexDotProducts = vexDotProducts;
  }

  /// The finished code with its constants.
  ///
  /// @throws IllegalStateException if a label that is used has no place
  public byte[] toBytes() {
    pool.forEach((bytes, label) -> {
      code.align(Math.min(POOL_ALIGNMENT, Integer.highestOneBit(bytes.capacity())));
      bind(label);
      code.bytes(bytes);
    });
    pool.clear();
    for (Fixup fixup : fixups) {
      if (fixup.label.position == Label.UNBOUND) {
        throw new IllegalStateException("a label was never placed");
      }
      code.patch(fixup.at, fixup.label.position - fixup.end);
    }
    fixups.clear();
    return code.toBytes();
  }

  /// Number of bytes so far.
  public int size() {
    return code.size();
  }

  /// A new label without a place.
  public Label label() {
    return new Label();
  }

  /// A new label, placed here.
  public Label here() {
    Label label = label();
    bind(label);
    return label;
  }

  /// Gives a label its place: the next instruction.
  public void bind(Label label) {
    if (label.position != Label.UNBOUND) {
      throw new IllegalStateException("a label was placed twice");
    }
    label.position = code.size();
  }

  /// Starts the next instruction at a multiple of 32, which is good for loops.
  public void alignLoop() {
    code.nops(-code.size() & 31);
  }

  /// A constant in the pool; equal constants are stored once.
  public Mem constant(byte... bytes) {
    return Mem.at(pool.computeIfAbsent(ByteBuffer.wrap(bytes.clone()), key -> label()));
  }

  /// A vector or mask instruction.
  ///
  /// @param operands destination first, as in Intel's manuals
  public void emit(Instruction instruction, Operand... operands) {
    emit(instruction, -1, operands);
  }

  /// A vector instruction with an immediate byte.
  ///
  /// @param immediate 0 to 255, or −1 for none
  public void emit(Instruction instruction, int immediate, Operand... operands) {
    OperandCheck.immediate(instruction, immediate);
    VectorEncoder encoder = VectorEncoder.of(code, instruction, operands);
    boolean evex = encoder.needsEvex() || (isDotProduct(instruction) && !vexDotProducts);
    if (evex && instruction.encoding == Encoding.VEX) {
      throw new IllegalArgumentException(instruction + " has no EVEX form");
    }
    if (evex || instruction.encoding == Encoding.EVEX) {
      encoder.evex();
    } else {
      encoder.vex(instruction.wide == Wide.ALWAYS);
    }
    finish(encoder.labelAt(), encoder.rm(), immediate);
  }

  private static boolean isDotProduct(Instruction instruction) {
    return instruction == Instruction.VPDPBUSD || instruction == Instruction.VPDPWSSD;
  }

  private void finish(int labelAt, Operand rm, int immediate) {
    if (immediate >= 0) {
      code.u8(immediate);
    }
    if (rm instanceof Mem mem && mem.label() != null) {
      fixups.add(new Fixup(labelAt, code.size() - mem.displacement(), mem.label()));
    }
  }

  /// `target = source`.
  public void mov(Gpr target, Gpr source) {
    integer(0x8B, target.number(), source, true);
  }

  /// Reads 8 bytes.
  public void mov(Gpr target, Mem source) {
    integer(0x8B, target.number(), source, true);
  }

  /// Writes 8 bytes.
  public void mov(Mem target, Gpr source) {
    integer(0x89, source.number(), target, true);
  }

  /// Reads 4 bytes; the upper half becomes zero.
  public void mov32(Gpr target, Mem source) {
    integer(0x8B, target.number(), source, false);
  }

  /// Copies the lower 4 bytes; the upper half becomes zero.
  public void mov32(Gpr target, Gpr source) {
    integer(0x8B, target.number(), source, false);
  }

  /// Writes 4 bytes.
  public void mov32(Mem target, Gpr source) {
    integer(0x89, source.number(), target, false);
  }

  /// Writes the lowest byte of RAX, RBX, RCX, RDX or R8 to R15.
  public void movByte(Mem target, Gpr source) {
    lowestByte(source);
    integer(0x88, source.number(), target, false);
  }

  /// `target = value`, sign-extended to 64 bits.
  public void mov(Gpr target, int value) {
    integer(0xC7, 0, target, true);
    code.i32(value);
  }

  /// `target = value`.
  public void mov(Gpr target, long value) {
    code.u8(0x48 | target.number() >> 3);
    code.u8(0xB8 | (target.number() & 7));
    code.i64(value);
  }

  /// Reads an unsigned byte.
  public void movzxByte(Gpr target, Mem source) {
    twoByte(0xB6, target.number(), source);
  }

  /// Zero-extends the lowest byte of RAX, RBX, RCX, RDX or R8 to R15.
  public void movzxByte(Gpr target, Gpr source) {
    lowestByte(source);
    twoByte(0xB6, target.number(), source);
  }

  private static void lowestByte(Gpr register) {
    if (register.number() >= 4 && register.number() < 8) {
      throw new IllegalArgumentException("the lowest byte of " + register);
    }
  }

  /// Reads an unsigned 16-bit number.
  public void movzxWord(Gpr target, Mem source) {
    twoByte(0xB7, target.number(), source);
  }

  /// `target =` the address of an operand.
  public void lea(Gpr target, Mem source) {
    integer(0x8D, target.number(), source, true);
  }

  /// `target += source`.
  public void add(Gpr target, Operand source) {
    integer(0x03, target.number(), source, true);
  }

  /// `target −= source`.
  public void sub(Gpr target, Operand source) {
    integer(0x2B, target.number(), source, true);
  }

  /// `target &= source`.
  public void and(Gpr target, Operand source) {
    integer(0x23, target.number(), source, true);
  }

  /// `target |= source`.
  public void or(Gpr target, Operand source) {
    integer(0x0B, target.number(), source, true);
  }

  /// `target ^= source`.
  public void xor(Gpr target, Operand source) {
    integer(0x33, target.number(), source, true);
  }

  /// Compares `left` with `right`.
  public void cmp(Gpr left, Operand right) {
    integer(0x3B, left.number(), right, true);
  }

  /// `target *= source`.
  public void imul(Gpr target, Operand source) {
    code.rex(true, target.number(), source);
    code.u8(0x0F);
    code.u8(0xAF);
    operand(target.number(), source);
  }

  /// `target += value`.
  public void add(Gpr target, int value) {
    group1(0, target, value);
  }

  /// `target −= value`.
  public void sub(Gpr target, int value) {
    group1(5, target, value);
  }

  /// `target &= value`.
  public void and(Gpr target, int value) {
    group1(4, target, value);
  }

  /// Compares `left` with `value`.
  public void cmp(Gpr left, int value) {
    group1(7, left, value);
  }

  /// `target <<= count`.
  public void shl(Gpr target, int count) {
    integer(0xC1, 4, target, true);
    code.u8(count);
  }

  /// `target >>>= count`.
  public void shr(Gpr target, int count) {
    integer(0xC1, 5, target, true);
    code.u8(count);
  }

  /// The lower 4 bytes: `target >>>= count`.
  public void shr32(Gpr target, int count) {
    integer(0xC1, 5, target, false);
    code.u8(count);
  }

  /// `target = bits of source under mask, packed together` (BMI2).
  public void pext(Gpr target, Gpr source, Operand mask) {
    bmi2(2, 0xF5, target, source, mask);
  }

  /// `target = bits of source spread out to the places of mask` (BMI2).
  public void pdep(Gpr target, Gpr source, Operand mask) {
    bmi2(3, 0xF5, target, source, mask);
  }

  private void bmi2(int prefix, int opcode, Gpr reg, Gpr vvvv, Operand rm) {
    OperandCheck.integer(rm);
    VectorEncoder.vex3(code, 2, prefix, true, 0, reg.number(), vvvv.number(), rm);
    code.u8(opcode);
    operand(reg.number(), rm);
  }

  /// Saves a register on the stack.
  public void push(Gpr register) {
    if (register.number() >= 8) {
      code.u8(0x41);
    }
    code.u8(0x50 | (register.number() & 7));
  }

  /// Restores a register from the stack.
  public void pop(Gpr register) {
    if (register.number() >= 8) {
      code.u8(0x41);
    }
    code.u8(0x58 | (register.number() & 7));
  }

  /// Returns to the caller.
  public void ret() {
    code.u8(0xC3);
  }

  /// Clears the upper halves of all vector registers, so that SSE code runs at full speed.
  public void vzeroupper() {
    code.u8(0xC5);
    code.u8(0xF8);
    code.u8(0x77);
  }

  /// The processor's description of itself: reads RAX, RCX; writes RAX, RBX, RCX, RDX.
  public void cpuid() {
    code.u8(0x0F);
    code.u8(0xA2);
  }

  /// Reads the extended control register RCX into RDX:RAX.
  public void xgetbv() {
    code.u8(0x0F);
    code.u8(0x01);
    code.u8(0xD0);
  }

  /// Asks for a line of memory to be brought into all caches. Never faults.
  public void prefetch(Mem place) {
    code.rex(false, 1, place);
    code.u8(0x0F);
    code.u8(0x18);
    operand(1, place);
  }

  /// Jumps.
  public void jmp(Label target) {
    code.u8(0xE9);
    distance(target);
  }

  /// Jumps if a condition holds.
  public void jump(Condition condition, Label target) {
    code.u8(0x0F);
    code.u8(0x80 | condition.code());
    distance(target);
  }

  private void distance(Label target) {
    code.i32(0);
    fixups.add(new Fixup(code.size() - 4, code.size(), target));
  }

  private void integer(int opcode, int reg, Operand rm, boolean wide) {
    code.rex(wide, reg, rm);
    code.u8(opcode);
    operand(reg, rm);
  }

  private void twoByte(int opcode, int reg, Operand rm) {
    code.rex(false, reg, rm);
    code.u8(0x0F);
    code.u8(opcode);
    operand(reg, rm);
  }

  private void group1(int digit, Gpr target, int value) {
    boolean small = value == (byte) value;
    integer(small ? 0x83 : 0x81, digit, target, true);
    if (small) {
      code.u8(value);
    } else {
      code.i32(value);
    }
  }

  private void operand(int reg, Operand rm) {
    int labelAt = code.modRm(reg, rm, 1);
    if (rm instanceof Mem mem && mem.label() != null) {
      fixups.add(new Fixup(labelAt, code.size() - mem.displacement(), mem.label()));
    }
  }
}
