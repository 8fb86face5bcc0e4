package llamajar.compute;

import java.util.List;
import llamajar.gguf.TensorType;

/// Something that executes programs.
public interface Backend {

  /// The name by which users choose it.
  String name();

  /// Which kernel multiplies weights of this type, and why not a faster one.
  KernelChoice kernelFor(TensorType type);

  /// What this backend found and uses, one line each, for `doctor`.
  List<String> describe();

  /// Makes a program ready to run.
  ///
  /// @param maxRows most tokens in one batch
  /// @throws UnsupportedOpException if this backend can't execute one of its ops
  Executable compile(Program program, int maxRows);
}
