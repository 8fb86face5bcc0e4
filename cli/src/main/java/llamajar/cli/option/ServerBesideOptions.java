package llamajar.cli.option;

import java.io.IOException;
import java.util.Optional;
import llamajar.cli.terminal.Environment;
import llamajar.engine.LlamaModel;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.server.LlamaServer;
import llamajar.server.ServerOptions;
import llamajar.server.operation.LogFormat;
import llamajar.text.chat.ChatTemplates;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--server`: a model that also answers over HTTP while somebody talks with it.
public final class ServerBesideOptions {
  @Option(
      names = "--server",
      description = "also answer over HTTP, with the page for browsers, while the chat goes on")
  private boolean server;

  @Mixin private ListenOptions listen = new ListenOptions();

  /// Whether that was asked for.
  public boolean isWanted() {
    return server;
  }

  /// Starts it, if it was asked for. Requests are not logged: the lines would stand in the chat.
  ///
  /// @throws IOException if the port is taken
  public Optional<LlamaServer> start(
      LlamaModel model, ChatTemplates templates, SamplerSettings sampling, Environment environment)
      throws IOException {
    if (!server) {
      return Optional.empty();
    }
    ServerOptions options =
        ServerOptions.defaults()
            .withHttp(listen.options())
            .withSampling(sampling)
            .withLog(LogFormat.NONE);
    try {
      return Optional.of(LlamaServer.start(model, templates, options, environment.err()::println));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
