package llamajar.testkit.ptx.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A kernel made ready to run.
///
/// Registers of up to 32 bits, of 64 bits, and predicates are three files. Constants and special
/// registers are registers too, filled before the first instruction, so that every operand is one.
public final class Code {

  /// One instruction.
  ///
  /// @param form its opcode as the simulator knows it
  /// @param guard index of a predicate, or -1
  /// @param step what it does; null for branches and ends
  /// @param targets where a branch may go, and nothing for others
  /// @param selector register that selects among the targets of an indexed branch
  public record Instruction(
      int line,
      String form,
      int guard,
      boolean guardNegated,
      Flow flow,
      @Nullable Step step,
      List<Integer> targets,
      int selector) {}

  /// How control goes on after an instruction.
  public enum Flow {
    /// To the next one.
    NEXT,
    /// To a target, for threads that the guard allows.
    BRANCH,
    /// To a target, for all threads or none.
    UNIFORM_BRANCH,
    /// To one of several targets.
    TABLE_BRANCH,
    /// To the next one, perhaps after waiting.
    BARRIER,
    /// To nowhere: the thread ends.
    EXIT
  }

  /// A register whose value never changes.
  ///
  /// @param register index in its file
  public record Constant(int register, long value) {}

  /// A register that the machine fills.
  ///
  /// @param register index in the file of 32-bit registers
  public record Special(int register, SpecialRegister source) {}

  final String kernel;
  final List<Instruction> instructions;
  final Registers registers;
  final SharedLayout shared;
  final int sharedUnit;
  final int localBytes;
  final int parameterBytes;
  final int maxThreads;

  final Flow[] flows;
  final @Nullable Step[] steps;
  final int[] guards;
  final boolean[] negated;
  final int[][] targets;
  final int[] selectors;

  /// Where threads that part at a branch meet again, or -1 if only after the end.
  final int[] meetings;

  /// The registers of a kernel.
  ///
  /// @param words number of registers of up to 32 bits
  /// @param longs number of registers of 64 bits
  /// @param predicates number of predicates
  /// @param wordConstants those of up to 32 bits whose value never changes
  /// @param longConstants those of 64 bits whose value never changes
  /// @param specials those that the machine fills
  /// @param names what messages call each: 32-bit ones, then 64-bit ones, then predicates
  public record Registers(
      int words,
      int longs,
      int predicates,
      List<Constant> wordConstants,
      List<Constant> longConstants,
      List<Special> specials,
      List<String> names) {}

  /// A kernel.
  ///
  /// @param sharedUnit the least bytes of shared memory that any instruction accesses at a time
  /// @param maxThreads most threads of a block as declared, or 0
  public Code(
      String kernel,
      List<Instruction> instructions,
      Registers registers,
      SharedLayout shared,
      int sharedUnit,
      int localBytes,
      int parameterBytes,
      int maxThreads) {
    this.kernel = kernel;
    this.instructions = instructions;
    this.registers = registers;
    this.shared = shared;
    this.sharedUnit = sharedUnit;
    this.localBytes = localBytes;
    this.parameterBytes = parameterBytes;
    this.maxThreads = maxThreads;
    int count = instructions.size();
    flows = new Flow[count];
    steps = new Step[count];
    guards = new int[count];
    negated = new boolean[count];
    targets = new int[count][];
    selectors = new int[count];
    for (int i = 0; i < count; i++) {
      Instruction instruction = instructions.get(i);
      flows[i] = instruction.flow();
      steps[i] = instruction.step();
      guards[i] = instruction.guard();
      negated[i] = instruction.guardNegated();
      targets[i] = instruction.targets().stream().mapToInt(Integer::intValue).toArray();
      selectors[i] = instruction.selector();
    }
    meetings = new MeetingPoints(instructions).all();
  }

  String registerName(int register) {
    return registers.names().get(register);
  }

  /// The kernel's name.
  public String kernel() {
    return kernel;
  }

  /// Its instructions.
  public List<Instruction> instructions() {
    return instructions;
  }

  /// Its shared variables.
  public SharedLayout shared() {
    return shared;
  }

  /// Local memory of each thread in bytes.
  public int localBytes() {
    return localBytes;
  }

  /// Size of its arguments in bytes.
  public int parameterBytes() {
    return parameterBytes;
  }

  /// Most threads of a block as declared, or 0.
  public int maxThreads() {
    return maxThreads;
  }
}
