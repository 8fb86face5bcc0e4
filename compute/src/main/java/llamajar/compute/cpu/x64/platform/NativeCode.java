package llamajar.compute.cpu.x64.platform;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// One piece of machine code, callable as the C function `void code(void *parameters)`.
///
/// It lives as long as its [ExecutableMemory]. Any number of threads may call it at a time.
public final class NativeCode implements MachineCode {
  /// A plain call, not a `critical` one: the garbage collector need not wait for the code to
  /// return.
  private static final MethodHandle CALL =
      Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

  private final ExecutableMemory memory;
  private final MemorySegment entry;

  NativeCode(ExecutableMemory memory, MemorySegment entry) {
    this.memory = memory;
    this.entry = entry;
  }

  /// @throws IllegalStateException if the memory is closed
  @Override
  public void call(long parameters) {
    memory.checkOpen();
    try {
      CALL.invokeExact(entry, parameters);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /// Where the code begins, as a segment without length.
  MemorySegment entry() {
    return entry;
  }
}
