import org.jspecify.annotations.NullMarked;

/// What a process gives up for good: files, network, programs.
@NullMarked
module llamajar.confine {
  requires static org.jspecify;

  exports llamajar.confine;
  exports llamajar.confine.policy;
}
