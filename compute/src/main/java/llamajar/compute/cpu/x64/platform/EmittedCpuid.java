package llamajar.compute.cpu.x64.platform;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Asks the processor that runs this thread, with machine code; one thread at a time.
final class EmittedCpuid implements Cpuid, AutoCloseable {
  private final ExecutableMemory memory;
  private final NativeCode cpuid;
  private final NativeCode xgetbv;

  /// CPUID takes tens of microseconds in a virtual machine, whose host answers it.
  private final Map<Long, Registers> answers = new HashMap<>();

  EmittedCpuid(OperatingSystem system) throws PlatformException {
    memory = ExecutableMemory.load(List.of(CpuidStubs.cpuid(system), CpuidStubs.xgetbv(system)));
    cpuid = memory.code(0);
    xgetbv = memory.code(1);
  }

  @Override
  public Registers query(int leaf, int subleaf) {
    long key = (long) leaf << Integer.SIZE | subleaf;
    return answers.computeIfAbsent(key, unknown -> ask(leaf, subleaf));
  }

  @Override
  public long savedRegisters() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocateFrom(JAVA_INT, 0, 0, 0, 0);
      xgetbv.call(answer.address());
      return Integer.toUnsignedLong(answer.getAtIndex(JAVA_INT, 0))
          | (long) answer.getAtIndex(JAVA_INT, 1) << Integer.SIZE;
    }
  }

  @Override
  public void close() {
    memory.close();
  }

  private Registers ask(int leaf, int subleaf) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocateFrom(JAVA_INT, leaf, subleaf, 0, 0);
      cpuid.call(answer.address());
      return new Registers(
          answer.getAtIndex(JAVA_INT, 0),
          answer.getAtIndex(JAVA_INT, 1),
          answer.getAtIndex(JAVA_INT, 2),
          answer.getAtIndex(JAVA_INT, 3));
    }
  }
}
