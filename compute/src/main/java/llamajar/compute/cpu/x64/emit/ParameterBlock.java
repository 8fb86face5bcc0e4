package llamajar.compute.cpu.x64.emit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.cpu.kernel.Scratch;

/// What a kernel is told, as 64-bit numbers in a thread's scratch memory.
public final class ParameterBlock {
  private static final int SLOT = 0;
  private static final int BYTES = 512;

  private ParameterBlock() {}

  /// The block of the calling thread.
  public static MemorySegment of(Scratch scratch) {
    return scratch.memory(SLOT, BYTES);
  }

  /// Sets a parameter.
  ///
  /// @param offset of the parameter in the block, in bytes
  public static void set(MemorySegment block, int offset, long value) {
    block.set(ValueLayout.JAVA_LONG, offset, value);
  }
}
