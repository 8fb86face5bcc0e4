import org.jspecify.annotations.NullMarked;

/// Models: from GGUF metadata to generated text.
@NullMarked
module llamajar.engine {
  requires static org.jspecify;
  requires transitive llamajar.compute;
  requires transitive llamajar.gguf;
  requires transitive llamajar.text;

  exports llamajar.api;
  exports llamajar.engine;
  exports llamajar.engine.architecture;
  exports llamajar.engine.chat;
  exports llamajar.engine.sampling;
  exports llamajar.engine.scheduler;
  exports llamajar.engine.source;
  exports llamajar.engine.synth;
  exports llamajar.engine.vocabulary;
}
