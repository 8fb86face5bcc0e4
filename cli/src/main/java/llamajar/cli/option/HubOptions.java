package llamajar.cli.option;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import llamajar.cli.terminal.DownloadDisplay;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.Interrupt;
import llamajar.compute.cpu.AvailableMemory;
import llamajar.hub.FetchedModel;
import llamajar.hub.Hub;
import llamajar.hub.HubSettings;
import llamajar.hub.download.DownloadOptions;
import llamajar.hub.download.StoppedException;
import llamajar.hub.name.ModelReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How models are downloaded.
public final class HubOptions {
  @Option(
      names = "--revision",
      paramLabel = "REV",
      description = "branch, tag or commit of -hf (default: ${DEFAULT-VALUE})")
  private String revision = "main";

  @Option(
      names = {"-hft", "--hf-token"},
      paramLabel = "TOKEN",
      description = "token for the hub (default: HF_TOKEN, or the hub's own login)")
  private @Nullable String token;

  @Option(
      names = "--offline",
      description = "ask no server: take what is in the cache (also HF_HUB_OFFLINE=1)")
  private boolean offline;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "connections for one download (default: up to ${DEFAULT-VALUE}, by size)")
  private int connections = DownloadOptions.USUAL_CONNECTIONS;

  /// Where the hub and its cache are.
  ///
  /// @throws IOException if the environment's variables make no sense
  public HubSettings settings(Environment environment) throws IOException {
    HubSettings settings =
        HubSettings.of(
            environment.variables(),
            Path.of(System.getProperty("user.home", ".")),
            environment.cacheDirectory());
    if (offline) {
      settings = settings.withOffline();
    }
    return token != null ? settings.withToken(token) : settings;
  }

  /// Makes sure that what a user names is here, and tells how that goes on standard error.
  ///
  /// @param name `owner/repo`, `owner/repo:QUANT` or an address
  /// @throws IOException if it can't be had, or the user stops it
  public FetchedModel fetch(Environment environment, String name) throws IOException {
    boolean isFile = name.contains("/resolve/") || name.contains("/blob/");
    boolean isRepo = !isFile && name.startsWith(settings(environment).endpoint().toString());
    return name.contains("://") && !isRepo
        ? fetchAddress(environment, name)
        : fetchModel(environment, name, false);
  }

  /// Makes sure that a model of the hub is here.
  ///
  /// @param prefersKept whether what is in the cache does if no quantization is named
  /// @throws IOException if it can't be had, or the user stops it
  FetchedModel fetchModel(Environment environment, String name, boolean prefersKept)
      throws IOException {
    ModelReference reference = ModelReference.of(name);
    Hub.Wish wish = new Hub.Wish(revision, AvailableMemory.bytes(), prefersKept);
    return with(environment, hub -> hub.fetch(reference, wish));
  }

  /// Makes sure that a file from an address is here.
  ///
  /// @throws IOException if it can't be had, or the user stops it
  FetchedModel fetchAddress(Environment environment, String address) throws IOException {
    URI uri = address(address);
    return with(environment, hub -> hub.fetch(uri));
  }

  private interface Work {
    FetchedModel fetch(Hub hub) throws IOException, InterruptedException;
  }

  private FetchedModel with(Environment environment, Work work) throws IOException {
    Counts.inRange("--connections", connections, 1, DownloadOptions.MOST_CONNECTIONS);
    HubSettings settings = settings(environment);
    try (Interrupt interrupt = Interrupt.listen();
        DownloadDisplay display = new DownloadDisplay(environment);
        Hub hub =
            new Hub(
                settings,
                DownloadOptions.usual().withConnections(connections).withStop(interrupt::requested),
                display)) {
      return fetch(work, hub, display);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the download was interrupted");
    }
  }

  /// Says that it was stopped before the process is let go, which ends it at once.
  private static FetchedModel fetch(Work work, Hub hub, DownloadDisplay display)
      throws IOException, InterruptedException {
    try {
      return work.fetch(hub);
    } catch (StoppedException e) {
      display.note(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static URI address(String name) {
    try {
      return URI.create(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("'%s' is no address of a file".formatted(name));
    }
  }
}
