import org.jspecify.annotations.NullMarked;

/// The `llamajar` command.
@NullMarked
module llamajar.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires llamajar.engine;
  requires tools.jackson.databind;

  exports llamajar.cli;

  opens llamajar.cli to
      info.picocli;
}
