package llamajar.confine.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import llamajar.confine.policy.Network;
import llamajar.confine.policy.Policy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilterProgramTest {
  private static final int PROCESS = 4711;
  private static final int ALLOWED = 0x7FFF0000;
  private static final int NOT_PERMITTED = 0x00050001;
  private static final int NO_SUCH_CALL = 0x00050026;
  private static final int OTHER_ARCHITECTURE = 0x40000003;
  private static final Policy POLICY = new Policy(List.of(), Network.NONE, false);

  /// Calls whose refusal depends on arguments.
  private static final Set<SystemCall> CONDITIONAL =
      Set.of(
          SystemCall.CLONE,
          SystemCall.CLONE3,
          SystemCall.KILL,
          SystemCall.TGKILL,
          SystemCall.IOCTL);

  @ParameterizedTest
  @EnumSource
  void refusesExactlyTheCallsOfTheRules(Processor processor) {
    FilterProgram program = program(POLICY, processor);
    Set<Integer> refused = new HashSet<>();
    Set<Integer> conditional = new HashSet<>();
    for (Rule rule : RefusedCalls.under(POLICY, PROCESS)) {
      rule.call()
          .number(processor)
          .ifPresent((CONDITIONAL.contains(rule.call()) ? conditional : refused)::add);
    }
    IntPredicate fixed = number -> !conditional.contains(number);

    assertThat(IntStream.rangeClosed(0, SystemCall.LAST_KNOWN).filter(fixed))
        .allSatisfy(number ->
            assertThat(run(program, processor, number))
                .isEqualTo(refused.contains(number) ? NOT_PERMITTED : ALLOWED));
  }

  @ParameterizedTest
  @EnumSource
  void knowsNoCallsOfOtherArchitecturesAndNoNewerOnes(Processor processor) {
    FilterProgram program = program(POLICY, processor);

    assertThat(FilterMachine.run(program, OTHER_ARCHITECTURE, 0)).isEqualTo(NO_SUCH_CALL);
    assertThat(run(program, processor, SystemCall.LAST_KNOWN + 1)).isEqualTo(NO_SUCH_CALL);
    // The calls of x32, a second table of x86-64.
    assertThat(run(program, processor, 0x40000000 + 59)).isEqualTo(NO_SUCH_CALL);
    assertThat(run(program, processor, -1)).isEqualTo(NO_SUCH_CALL);
  }

  @ParameterizedTest
  @EnumSource
  void startsThreadsButNoProcesses(Processor processor) {
    assertThat(run(POLICY, processor, SystemCall.CLONE, 0x3D0F00)).isEqualTo(ALLOWED);
    assertThat(run(POLICY, processor, SystemCall.CLONE, 17)).isEqualTo(NOT_PERMITTED);
    assertThat(run(POLICY, processor, SystemCall.CLONE3)).isEqualTo(NO_SUCH_CALL);
  }

  @ParameterizedTest
  @EnumSource
  void sendsSignalsToItselfOnly(Processor processor) {
    for (SystemCall call : List.of(SystemCall.KILL, SystemCall.TGKILL)) {
      assertThat(run(POLICY, processor, call, PROCESS)).isEqualTo(ALLOWED);
      assertThat(run(POLICY, processor, call, PROCESS + 1)).isEqualTo(NOT_PERMITTED);
      assertThat(run(POLICY, processor, call, -1)).isEqualTo(NOT_PERMITTED);
      assertThat(run(POLICY, processor, call, 0)).isEqualTo(NOT_PERMITTED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void typesNothingIntoTerminals(Processor processor) {
    int windowSize = 0x5413;
    assertThat(run(POLICY, processor, SystemCall.IOCTL, 0, windowSize)).isEqualTo(ALLOWED);
    for (int typing : new int[] {0x5412, 0x541C}) {
      assertThat(run(POLICY, processor, SystemCall.IOCTL, 0, typing)).isEqualTo(NOT_PERMITTED);
      // The kernel looks at the lower half only, so the filter must too.
      assertThat(run(POLICY, processor, SystemCall.IOCTL, 0, typing | 1L << 32))
          .isEqualTo(NOT_PERMITTED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesOpenWhatAPolicyLeavesOpen(Processor processor) {
    Policy accepting = POLICY.with(Network.ACCEPT);
    assertThat(run(POLICY, processor, SystemCall.ACCEPT4)).isEqualTo(NOT_PERMITTED);
    assertThat(run(accepting, processor, SystemCall.ACCEPT4)).isEqualTo(ALLOWED);
    assertThat(run(accepting, processor, SystemCall.CONNECT)).isEqualTo(NOT_PERMITTED);
    assertThat(run(accepting, processor, SystemCall.SOCKET)).isEqualTo(NOT_PERMITTED);
    assertThat(run(POLICY, processor, SystemCall.SHMGET)).isEqualTo(NOT_PERMITTED);
    assertThat(run(POLICY.withDrivers(), processor, SystemCall.SHMGET)).isEqualTo(ALLOWED);
  }

  @ParameterizedTest
  @EnumSource
  void numbersEachCallOnce(Processor processor) {
    assertThat(
            Arrays.stream(SystemCall.values())
                .map(call -> call.number(processor))
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt))
        .doesNotHaveDuplicates()
        .allMatch(number -> number <= SystemCall.LAST_KNOWN);
  }

  private static FilterProgram program(Policy policy, Processor processor) {
    return FilterProgram.of(RefusedCalls.under(policy, PROCESS), processor);
  }

  private static int run(FilterProgram program, Processor processor, int number) {
    return FilterMachine.run(program, processor.auditArchitecture(), number);
  }

  private static int run(Policy policy, Processor processor, SystemCall call, long... arguments) {
    return FilterMachine.run(
        program(policy, processor),
        processor.auditArchitecture(),
        call.number(processor).orElseThrow(),
        arguments);
  }
}
