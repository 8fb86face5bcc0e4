package llamajar.engine.synth;

/// Hears how far the writing of a model has come.
@FunctionalInterface
public interface SynthProgress {
  /// Hears nothing.
  SynthProgress NONE = (done, total) -> {};

  /// Called about every MiB by the thread that writes.
  ///
  /// @param done bytes of tensors written
  /// @param total bytes of tensors to write
  void written(long done, long total);
}
