import org.jspecify.annotations.NullMarked;

/// The `llamajar` command.
@NullMarked
module llamajar.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires jdk.management;
  // The line editor handles Ctrl-C with its sun.misc.Signal.
  requires jdk.unsupported;
  requires llamajar.confine;
  requires llamajar.cuda;
  requires llamajar.engine;
  requires llamajar.hub;
  requires llamajar.pack;
  requires llamajar.server;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires tools.jackson.core;

  exports llamajar.cli;

  opens llamajar.cli.bench to
      info.picocli;
  opens llamajar.cli.chat to
      info.picocli;
  opens llamajar.cli.doctor to
      info.picocli;
  opens llamajar.cli.embed to
      info.picocli;
  opens llamajar.cli.grammar to
      info.picocli;
  opens llamajar.cli.hub to
      info.picocli;
  opens llamajar.cli.inspect to
      info.picocli;
  opens llamajar.cli.logits to
      info.picocli;
  opens llamajar.cli.option to
      info.picocli;
  opens llamajar.cli.pack to
      info.picocli;
  opens llamajar.cli.perplexity to
      info.picocli;
  opens llamajar.cli.run to
      info.picocli;
  opens llamajar.cli.serve to
      info.picocli;
  opens llamajar.cli.synth to
      info.picocli;
  opens llamajar.cli.template to
      info.picocli;
  opens llamajar.cli.tokenize to
      info.picocli;
}
