package llamajar.confine.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The kernel's filter program: instructions of classic BPF, which sees a call as `{int number; int
/// architecture; long instructionPointer; long[6] arguments}` and returns what becomes of it.
///
/// @param instructions in order
public record FilterProgram(List<Instruction> instructions) {
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_GREATER = 0x25;
  private static final int JUMP_IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int NUMBER_OFFSET = 0;
  private static final int ARCHITECTURE_OFFSET = 4;

  /// Of the lower half of the first argument; both processors are little-endian.
  private static final int ARGUMENTS_OFFSET = 16;

  private static final int ALLOW = 0x7FFF0000;
  private static final int FAIL_WITH = 0x00050000;

  /// One instruction.
  ///
  /// @param code what it does
  /// @param ifTrue how many instructions a jump skips if its condition holds
  /// @param ifFalse how many otherwise
  /// @param operand a number, an offset or a result
  public record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

  /// A program with its own copy of the instructions.
  public FilterProgram {
    instructions = List.copyOf(instructions);
  }

  /// The program that refuses what rules say. A call of another architecture (32-bit calls have
  /// numbers of their own) and calls that are newer than this list are answered as by a kernel that
  /// has none of them.
  public static FilterProgram of(List<Rule> rules, Processor processor) {
    List<Instruction> program = new ArrayList<>();
    program.add(load(ARCHITECTURE_OFFSET));
    program.add(new Instruction(JUMP_IF_EQUAL, 1, 0, processor.auditArchitecture()));
    program.add(fail(Errno.ENOSYS));
    program.add(load(NUMBER_OFFSET));
    program.add(new Instruction(JUMP_IF_GREATER, 0, 1, SystemCall.LAST_KNOWN));
    program.add(fail(Errno.ENOSYS));
    for (Rule rule : rules) {
      OptionalInt number = rule.call().number(processor);
      if (number.isPresent()) {
        add(program, rule, number.getAsInt());
      }
    }
    program.add(new Instruction(RETURN, 0, 0, ALLOW));
    return new FilterProgram(program);
  }

  /// Each rule leaves the call's number loaded for the next.
  private static void add(List<Instruction> program, Rule rule, int number) {
    Instruction refusal = fail(rule.error());
    switch (rule.condition()) {
      case Condition.Always always -> {
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, number));
        program.add(refusal);
      }
      case Condition.Is(int argument, int value) ->
          addTest(program, number, argument, new Instruction(JUMP_IF_EQUAL, 0, 1, value), refusal);
      case Condition.IsNot(int argument, int value) ->
          addTest(program, number, argument, new Instruction(JUMP_IF_EQUAL, 1, 0, value), refusal);
      case Condition.Lacks(int argument, int bits) ->
          addTest(program, number, argument, new Instruction(JUMP_IF_ANY_BIT, 1, 0, bits), refusal);
    }
  }

  private static void addTest(
      List<Instruction> program, int number, int argument, Instruction test, Instruction refusal) {
    program.add(new Instruction(JUMP_IF_EQUAL, 0, 4, number));
    program.add(load(ARGUMENTS_OFFSET + Long.BYTES * argument));
    program.add(test);
    program.add(refusal);
    program.add(load(NUMBER_OFFSET));
  }

  private static Instruction load(int offset) {
    return new Instruction(LOAD_WORD, 0, 0, offset);
  }

  private static Instruction fail(Errno error) {
    return new Instruction(RETURN, 0, 0, FAIL_WITH | error.number());
  }
}
