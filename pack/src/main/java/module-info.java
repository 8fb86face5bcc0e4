import org.jspecify.annotations.NullMarked;

/// One file that holds a model and the program, and how it starts.
@NullMarked
module llamajar.pack {
  requires static org.jspecify;
  requires java.management;
  requires transitive llamajar.gguf;

  exports llamajar.pack;
  exports llamajar.pack.start;
}
