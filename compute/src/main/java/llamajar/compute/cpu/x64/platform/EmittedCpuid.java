package llamajar.compute.cpu.x64.platform;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Asks the processor that runs this thread, with machine code.
final class EmittedCpuid implements Cpuid, AutoCloseable {
  private final ExecutableMemory memory;
  private final NativeCode cpuid;
  private final NativeCode xgetbv;

  EmittedCpuid(OperatingSystem system) throws PlatformException {
    memory = ExecutableMemory.load(List.of(CpuidStubs.cpuid(system), CpuidStubs.xgetbv(system)));
    cpuid = memory.code(0);
    xgetbv = memory.code(1);
  }

  @Override
  public Registers query(int leaf, int subleaf) {
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
}
