package llamajar.compute.cpu.x64.emit;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;

/// Emits loops that run a number of times.
public final class CountedLoop {
  private CountedLoop() {}

  /// A loop that may run not at all.
  ///
  /// @param left how often it runs; counted down to zero
  /// @param body emits what is done each time
  public static void emit(Assembler a, Gpr left, Runnable body) {
    Label end = a.label();
    a.cmp(left, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    atLeastOnce(a, left, body);
    a.bind(end);
  }

  /// A loop that runs once at least.
  ///
  /// @param left how often it runs; counted down to zero
  /// @param body emits what is done each time
  public static void atLeastOnce(Assembler a, Gpr left, Runnable body) {
    Label loop = a.here();
    body.run();
    a.sub(left, 1);
    a.jump(Condition.GREATER, loop);
  }
}
