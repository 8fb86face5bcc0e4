package llamajar.compute.cpu.x64.asm;

import static llamajar.compute.cpu.x64.asm.IntelSyntax.narrow;
import static llamajar.compute.cpu.x64.asm.IntelSyntax.wide;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Operands for the integer instructions, which are methods of [Assembler].
final class IntegerCases {
  private static final int[] IMMEDIATES = {0, 1, -1, 127, -128, 128, -129, 0x12345678};

  private final List<Sample> samples = new ArrayList<>();
  private final boolean dense;

  private IntegerCases(boolean dense) {
    this.dense = dense;
  }

  /// Every method.
  ///
  /// @param dense whether over all pairs of registers and all addresses
  static List<Sample> sweep(boolean dense) {
    IntegerCases cases = new IntegerCases(dense);
    for (Gpr left : cases.registers()) {
      cases.alone(left);
      for (Gpr right : cases.registers()) {
        cases.pair(left, right);
      }
      for (int value : IMMEDIATES) {
        cases.immediate(left, value);
      }
    }
    for (Operand operand : MemoryCases.addresses(dense)) {
      Mem mem = (Mem) operand;
      cases.memory(Gpr.RDX, mem);
      cases.memory(Gpr.R9, mem.plus(-128));
      cases.memory(Gpr.R13, mem.plus(0x1000));
    }
    cases.memory(Gpr.R11, Mem.at(MemoryCases.start()));
    cases.samples.add(Sample.of("ret", Assembler::ret));
    cases.samples.add(Sample.of("vzeroupper", Assembler::vzeroupper));
    cases.samples.add(Sample.of("cpuid", Assembler::cpuid));
    cases.samples.add(Sample.of("xgetbv", Assembler::xgetbv));
    return cases.samples;
  }

  private List<Gpr> registers() {
    return dense
        ? List.of(Gpr.values())
        : List.of(Gpr.RCX, Gpr.RSP, Gpr.RBP, Gpr.R8, Gpr.R12, Gpr.R15);
  }

  private void alone(Gpr gpr) {
    String name = wide(gpr);
    samples.add(Sample.of("push " + name, a -> a.push(gpr)));
    samples.add(Sample.of("pop " + name, a -> a.pop(gpr)));
    for (int count : new int[] {2, 31}) {
      samples.add(Sample.of("shl " + name + ", " + count, a -> a.shl(gpr, count)));
      samples.add(Sample.of("shr " + name + ", " + (count + 32), a -> a.shr(gpr, count + 32)));
      samples.add(Sample.of("shr " + narrow(gpr) + ", " + count, a -> a.shr32(gpr, count)));
    }
  }

  private void pair(Gpr left, Gpr right) {
    String both = wide(left) + ", " + wide(right);
    samples.add(Sample.of("{load} mov " + both, a -> a.mov(left, right)));
    samples.add(Sample.of("{load} add " + both, a -> a.add(left, right)));
    samples.add(Sample.of("{load} sub " + both, a -> a.sub(left, right)));
    samples.add(Sample.of("{load} and " + both, a -> a.and(left, right)));
    samples.add(Sample.of("{load} or " + both, a -> a.or(left, right)));
    samples.add(Sample.of("{load} xor " + both, a -> a.xor(left, right)));
    samples.add(Sample.of("{load} cmp " + both, a -> a.cmp(left, right)));
    samples.add(Sample.of("imul " + both, a -> a.imul(left, right)));
    String halves = narrow(left) + ", " + narrow(right);
    samples.add(Sample.of("{load} mov " + halves, a -> a.mov32(left, right)));
    if (right.number() < 4 || right.number() >= 8) {
      samples.add(
          Sample.of("movzx " + narrow(left) + ", " + lowest(right), a -> a.movzxByte(left, right)));
    }
    samples.add(Sample.of("pext r10, " + both, a -> a.pext(Gpr.R10, left, right)));
    samples.add(Sample.of("pdep rbx, " + both, a -> a.pdep(Gpr.RBX, left, right)));
  }

  private static String lowest(Gpr gpr) {
    return gpr.number() < 4 ? wide(gpr).charAt(1) + "l" : wide(gpr) + "b";
  }

  private void immediate(Gpr gpr, int value) {
    String both = wide(gpr) + ", " + value;
    long large = value * 0x123456789L;
    samples.add(Sample.of("mov " + both, a -> a.mov(gpr, value)));
    samples.add(Sample.of("movabs " + wide(gpr) + ", " + large, a -> a.mov(gpr, large)));
    if (gpr == Gpr.RAX && value != (byte) value) {
      // There are shorter forms for RAX alone, which as takes and we don't have.
      return;
    }
    samples.add(Sample.of("add " + both, a -> a.add(gpr, value)));
    samples.add(Sample.of("sub " + both, a -> a.sub(gpr, value)));
    samples.add(Sample.of("and " + both, a -> a.and(gpr, value)));
    samples.add(Sample.of("cmp " + both, a -> a.cmp(gpr, value)));
  }

  private void memory(Gpr gpr, Mem mem) {
    arithmetic(gpr, mem);
    String name = wide(gpr);
    add("mov " + name + ", %s", mem, a -> a.mov(gpr, mem));
    add("mov %s, " + name, mem, a -> a.mov(mem, gpr));
    add("mov " + narrow(gpr) + ", %s", mem, a -> a.mov32(gpr, mem));
    add("mov %s, " + narrow(gpr), mem, a -> a.mov32(mem, gpr));
    add("mov %s, " + lowest(gpr), mem, a -> a.movByte(mem, gpr));
    add("movzx " + narrow(gpr) + ", byte ptr %s", mem, a -> a.movzxByte(gpr, mem));
    add("movzx " + narrow(gpr) + ", word ptr %s", mem, a -> a.movzxWord(gpr, mem));
    add("lea " + name + ", %s", mem, a -> a.lea(gpr, mem));
    add("imul " + name + ", %s", mem, a -> a.imul(gpr, mem));
    add("pext " + name + ", rbp, %s", mem, a -> a.pext(gpr, Gpr.RBP, mem));
    add("pdep " + name + ", r14, %s", mem, a -> a.pdep(gpr, Gpr.R14, mem));
    add("prefetcht0 %s", mem, a -> a.prefetch(mem));
  }

  private void arithmetic(Gpr gpr, Mem mem) {
    String rest = wide(gpr) + ", %s";
    add("add " + rest, mem, a -> a.add(gpr, mem));
    add("sub " + rest, mem, a -> a.sub(gpr, mem));
    add("and " + rest, mem, a -> a.and(gpr, mem));
    add("or " + rest, mem, a -> a.or(gpr, mem));
    add("xor " + rest, mem, a -> a.xor(gpr, mem));
    add("cmp " + rest, mem, a -> a.cmp(gpr, mem));
  }

  private void add(String pattern, Mem mem, Consumer<Assembler> method) {
    Assembler assembler = new Assembler(false);
    method.accept(assembler);
    String address = IntelSyntax.address(mem, assembler.size());
    samples.add(Sample.of(pattern.formatted(address), method));
  }
}
