package llamajar.cuda.driver;

import java.lang.foreign.MemorySegment;

/// Host memory that stays where it is while this is open.
public interface PinnedMemory extends AutoCloseable {

  /// The memory. It must not be touched after closing if the driver allocated it.
  MemorySegment segment();

  /// Gives the memory back, or only lets it move again if it was not the driver's. Work that uses
  /// it must be done.
  @Override
  void close();
}
