package llamajar.gguf;

import java.io.IOException;

/// Where a [GgufWriter] gets the bytes of one tensor from, when it is that tensor's turn.
@FunctionalInterface
public interface TensorSource {

  /// Writes exactly the tensor's bytes, in one or more pieces. May be called once for each file
  /// written.
  void writeTo(TensorSink sink) throws IOException;
}
