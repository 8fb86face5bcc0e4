package llamajar.testkit.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// One piece of machine code, a C function `void code(void *parameters)` of System V, run by an
/// interpreter. Any number of threads may run it at a time.
public final class X64Interpreter {
  private final byte[] code;
  private final MemorySegment loaded;
  private final AtomicReferenceArray<Step> steps;
  private final ThreadLocal<Machine> machines = ThreadLocal.withInitial(Machine::new);

  /// Prepares code; it is decoded as it is run.
  public X64Interpreter(byte[] code) {
    this.code = code.clone();
    steps = new AtomicReferenceArray<>(code.length);
    loaded = Arena.ofAuto().allocate(code.length, 64);
    MemorySegment.copy(code, 0, loaded, ValueLayout.JAVA_BYTE, 0, code.length);
  }

  /// Runs the code until it returns.
  ///
  /// @param parameters address of what the code wants to know
  /// @throws UnsupportedOperationException for an instruction that the interpreter does not know
  public void run(long parameters) {
    Machine machine = machines.get();
    long base = loaded.address();
    machine.enter(base, parameters);
    for (int at = 0; at != Machine.RETURNED; ) {
      Step step = steps.get(at);
      if (step == null) {
        step = new Decoder(code, at).step();
        steps.set(at, step);
      }
      machine.next = step.end();
      step.action().run(machine);
      at = machine.next;
    }
  }
}
