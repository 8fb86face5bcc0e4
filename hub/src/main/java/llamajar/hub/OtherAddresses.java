package llamajar.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import llamajar.hub.cache.FileLock;
import llamajar.hub.cache.UrlFolder;
import llamajar.hub.download.Checksum;
import llamajar.hub.download.Download;
import llamajar.hub.download.DownloadListener;
import llamajar.hub.download.DownloadOptions;
import llamajar.hub.download.Place;
import llamajar.hub.download.Source;
import llamajar.hub.http.Web;
import llamajar.hub.name.HubException;
import llamajar.hub.name.ModelCatalog;
import llamajar.hub.name.SafeNames;

/// Files from addresses that belong to no hub. They are fetched once: such addresses neither name a
/// version nor a hash, and `rm` makes room for a new one.
final class OtherAddresses {
  private final HubSettings settings;
  private final DownloadOptions options;
  private final Web web;
  private final DownloadListener listener;

  OtherAddresses(
      HubSettings settings, DownloadOptions options, Web web, DownloadListener listener) {
    this.settings = settings;
    this.options = options;
    this.web = web;
    this.listener = listener;
  }

  FetchedModel fetch(URI address) throws IOException, InterruptedException {
    boolean isWeb = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!isWeb || address.getHost() == null) {
      throw new HubException(
          "'%s' is no address of a file; it must begin with https:// or http://"
              .formatted(address));
    }
    String path = String.valueOf(address.getPath());
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!SafeNames.isInside(name) || name.startsWith(".")) {
      throw new HubException(
          "'%s' names no file; give the address of the file itself".formatted(Web.shown(address)));
    }
    UrlFolder folder = UrlFolder.of(settings.downloads(), address);
    List<Path> files = new ArrayList<>();
    for (String part : ModelCatalog.partsOf(name)) {
      files.add(fetch(part(address, name, part), folder.folder().resolve(part), folder));
    }
    return new FetchedModel(files);
  }

  private static URI part(URI address, String name, String part) {
    // Not taken apart: what is encoded stays as it is.
    String text = address.toString();
    int at = text.lastIndexOf(name);
    return at < 0
        ? address
        : URI.create(text.substring(0, at) + part + text.substring(at + name.length()));
  }

  private Path fetch(URI address, Path file, UrlFolder folder)
      throws IOException, InterruptedException {
    if (Files.isRegularFile(file)) {
      return file;
    }
    if (settings.offline()) {
      throw new HubException(
          "%s is not in the cache (%s), and nothing is downloaded offline"
              .formatted(Web.shown(address), folder.folder()));
    }
    String name = String.valueOf(file.getFileName());
    try (FileLock _ =
        FileLock.take(
            folder.lock(),
            options.pace(),
            () -> listener.note("waits for another process that downloads " + name),
            options.stop())) {
      if (!Files.isRegularFile(file)) {
        folder.keepAddress();
        Source source = new Source(name, address, OptionalLong.empty(), new Checksum.Unknown());
        new Download(web, options).run(source, Place.of(file), listener);
      }
      return file;
    }
  }
}
