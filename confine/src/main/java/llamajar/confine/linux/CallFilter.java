package llamajar.confine.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import llamajar.confine.filter.Errno;
import llamajar.confine.filter.FilterProgram;
import llamajar.confine.filter.FilterProgram.Instruction;
import llamajar.confine.filter.RefusedCalls;
import llamajar.confine.filter.Rule;
import llamajar.confine.filter.SystemCall;
import llamajar.confine.policy.Network;
import llamajar.confine.policy.Policy;

/// The filter of system calls (seccomp), which holds for all threads at once.
public final class CallFilter {
  private static final long SET_MODE_FILTER = 1;

  /// All threads get the filter or none.
  private static final long ALL_THREADS = 1;

  private static final int INSTRUCTION_BYTES = 8;

  private final Kernel kernel;

  public CallFilter(Kernel kernel) {
    this.kernel = kernel;
  }

  /// Refuses the calls that a policy does not leave open, for good.
  ///
  /// @return what is in force, in words
  /// @throws UnavailableException if the kernel has no filters, or they are forbidden
  public String enforce(Policy policy) throws UnavailableException {
    kernel.renounceNewRights();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = write(program(policy), arena);
      long result =
          kernel.call(SystemCall.SECCOMP, SET_MODE_FILTER, ALL_THREADS, program.address());
      if (result > 0) {
        throw new UnavailableException("seccomp: thread %d has other filters".formatted(result));
      }
      if (result < 0) {
        throw new UnavailableException("seccomp: " + Errno.meaning(result));
      }
    }
    return "programs, %s, administration; all threads"
        .formatted(policy.network() == Network.NONE ? "sockets" : "sockets but for accepting");
  }

  /// Does everything but the last step.
  public void rehearse(Policy policy) {
    try (Arena arena = Arena.ofConfined()) {
      write(program(policy), arena);
    }
  }

  private FilterProgram program(Policy policy) {
    long process = kernel.call(SystemCall.GETPID);
    List<Rule> rules = RefusedCalls.under(policy, (int) process);
    return FilterProgram.of(rules, kernel.processor());
  }

  /// `struct sock_fprog {short length; sock_filter *instructions}`.
  private static MemorySegment write(FilterProgram program, Arena arena) {
    List<Instruction> instructions = program.instructions();
    MemorySegment code =
        arena.allocate((long) instructions.size() * INSTRUCTION_BYTES, INSTRUCTION_BYTES);
    long at = 0;
    for (Instruction instruction : instructions) {
      code.set(JAVA_SHORT, at, (short) instruction.code());
      code.set(JAVA_BYTE, at + 2, (byte) instruction.ifTrue());
      code.set(JAVA_BYTE, at + 3, (byte) instruction.ifFalse());
      code.set(JAVA_INT, at + 4, instruction.operand());
      at += INSTRUCTION_BYTES;
    }
    MemorySegment all = arena.allocate(2 * ADDRESS.byteSize(), ADDRESS.byteAlignment());
    all.set(JAVA_SHORT, 0, (short) instructions.size());
    all.set(ADDRESS, ADDRESS.byteSize(), code);
    return all;
  }
}
