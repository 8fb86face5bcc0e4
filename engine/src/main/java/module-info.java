import org.jspecify.annotations.NullMarked;

/// Models: from GGUF metadata to generated text.
@NullMarked
module llamajar.engine {
  requires static org.jspecify;

  exports llamajar.engine.sampling;
}
