package llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Takes the bytes of one tensor, front to back.
@FunctionalInterface
public interface TensorSink {

  /// Appends these bytes. They are written before this returns, so the segment can be used again.
  ///
  /// @throws IllegalArgumentException if these are more bytes than the tensor has
  void write(MemorySegment bytes) throws IOException;
}
