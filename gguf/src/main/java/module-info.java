import org.jspecify.annotations.NullMarked;

/// The GGUF container and the tensor types it holds.
@NullMarked
module llamajar.gguf {
  requires static org.jspecify;

  exports llamajar.gguf;
  exports llamajar.gguf.archive;
  exports llamajar.gguf.quant;
}
