package llamajar.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import llamajar.hub.api.HubApi;
import llamajar.hub.api.RepoListing;
import llamajar.hub.cache.FileLock;
import llamajar.hub.cache.HubCache;
import llamajar.hub.cache.RepoFolder;
import llamajar.hub.download.Checksum;
import llamajar.hub.download.Download;
import llamajar.hub.download.DownloadListener;
import llamajar.hub.download.DownloadOptions;
import llamajar.hub.download.Place;
import llamajar.hub.download.Source;
import llamajar.hub.http.Token;
import llamajar.hub.http.UnreachableException;
import llamajar.hub.http.Web;
import llamajar.hub.name.HubException;
import llamajar.hub.name.ModelCatalog;
import llamajar.hub.name.ModelChoice;
import llamajar.hub.name.ModelFiles;
import llamajar.hub.name.ModelReference;
import llamajar.hub.name.RepoFile;
import llamajar.hub.name.SafeNames;

/// Fetches models.
public final class Hub implements AutoCloseable {
  private final HubSettings settings;
  private final DownloadOptions options;
  private final DownloadListener listener;
  private final Web web;
  private final HubApi api;
  private final HubCache cache;
  private final Download download;

  /// A hub with its cache.
  ///
  /// @param listener hears of everything that is done
  public Hub(HubSettings settings, DownloadOptions options, DownloadListener listener) {
    this.settings = settings;
    this.options = options;
    this.listener = listener;
    web =
        new Web(
            settings.token().map(secret -> new Token(settings.endpoint(), secret)),
            settings.proxies());
    api = new HubApi(settings.endpoint(), web, options.pace(), listener::note);
    cache = HubCache.of(settings.cache());
    download = new Download(web, options);
  }

  /// What is wanted of a repository if that can be decided in several ways.
  ///
  /// @param revision a branch, tag or commit
  /// @param memory bytes that a model may need, if none is named
  /// @param prefersKept whether a model that is there already is taken before a better one
  public record Wish(String revision, long memory, boolean prefersKept) {}

  /// Makes sure that a model is on this machine.
  ///
  /// Without a network, what is there is taken, and that is said.
  ///
  /// @throws HubException if there is no such model, or it can't be had
  public FetchedModel fetch(ModelReference reference, Wish wish)
      throws IOException, InterruptedException {
    if (!SafeNames.isRevision(wish.revision())) {
      throw new HubException(
          "'%s' is no revision; give a branch, a tag or a commit".formatted(wish.revision()));
    }
    RepoFolder repo = cache.repo(reference.repo());
    if (settings.offline()) {
      return kept(repo, reference, wish)
          .orElseThrow(() ->
              new HubException(
                  "%s is not in the cache (%s), and nothing is downloaded offline; start once without --offline and HF_HUB_OFFLINE"
                      .formatted(reference, settings.cache())));
    }
    RepoListing listing;
    try {
      listing = api.listing(reference.repo(), wish.revision());
    } catch (UnreachableException e) {
      Optional<FetchedModel> kept = kept(repo, reference, wish);
      if (kept.isPresent()) {
        listener.note(e.getMessage() + "; takes what is in the cache");
        return kept.get();
      }
      throw e;
    }
    ModelFiles model = choose(repo, listing, reference, wish);
    List<RepoFile> files = model.paths().stream().map(listing::file).toList();
    requireSpace(repo, listing.commit(), files, reference);
    List<Path> paths = new ArrayList<>();
    for (RepoFile file : files) {
      paths.add(fetch(repo, listing.commit(), file));
    }
    try (FileLock _ = lock(repo.lock("refs"), "the list of revisions")) {
      repo.keepCommit(wish.revision(), listing.commit());
    }
    return new FetchedModel(paths);
  }

  private ModelFiles choose(
      RepoFolder repo, RepoListing listing, ModelReference reference, Wish wish)
      throws IOException {
    if (reference.wanted().isPresent() || !wish.prefersKept()) {
      return choose(ModelCatalog.of(listing.sizes()), reference, wish.memory());
    }
    Map<String, Long> kept = new HashMap<>();
    for (RepoFile file : listing.files()) {
      if (repo.find(listing.commit(), file).isPresent()) {
        kept.put(file.path(), file.bytes());
      }
    }
    ModelCatalog catalog = ModelCatalog.of(kept);
    return catalog.models().isEmpty()
        ? choose(ModelCatalog.of(listing.sizes()), reference, wish.memory())
        : choose(catalog, reference, Long.MAX_VALUE);
  }

  private ModelFiles choose(ModelCatalog catalog, ModelReference reference, long memory)
      throws HubException {
    if (reference.wanted().isPresent()) {
      return ModelChoice.named(catalog, reference.repo(), reference.wanted().get()).model();
    }
    ModelChoice choice = ModelChoice.best(catalog, reference.repo(), memory);
    if (memory != Long.MAX_VALUE) {
      listener.note(choice.reason());
    } else if (catalog.models().size() > 1) {
      listener.note(
          "%s is the largest of %d that are in the cache"
              .formatted(choice.model().quantization(), catalog.models().size()));
    }
    return choice.model();
  }

  private void requireSpace(
      RepoFolder repo, String commit, List<RepoFile> files, ModelReference reference)
      throws IOException {
    long missing = 0;
    for (RepoFile file : files) {
      missing += repo.find(commit, file).isPresent() ? 0 : file.bytes();
    }
    if (files.size() > 1 && missing > 0) {
      Files.createDirectories(repo.blobs());
      options.space().require(repo.blobs(), missing, reference.toString());
    }
  }

  private Path fetch(RepoFolder repo, String commit, RepoFile file)
      throws IOException, InterruptedException {
    Optional<Path> found = repo.find(commit, file);
    if (found.isPresent() && found.get().equals(repo.file(commit, file.path()))) {
      return found.get();
    }
    try (FileLock _ = lock(repo.lock(file.blob()), file.path())) {
      // Another process may have fetched it meanwhile.
      if (repo.find(commit, file).isEmpty()) {
        Source source =
            new Source(
                file.path(),
                api.address(repo.id(), commit, file.path()),
                OptionalLong.of(file.bytes()),
                Checksum.ofBlob(file.blob()));
        download.run(source, Place.of(repo.blob(file.blob())), listener);
      }
      return repo.show(commit, file);
    }
  }

  /// What the cache has, of the revision if possible, else of another.
  private Optional<FetchedModel> kept(RepoFolder repo, ModelReference reference, Wish wish)
      throws IOException {
    Optional<String> current = repo.commit(wish.revision());
    List<String> commits = new ArrayList<>(current.stream().toList());
    if (wish.revision().equals("main")) {
      repo.commits().stream().filter(commit -> !commits.contains(commit)).forEach(commits::add);
    }
    for (String commit : commits) {
      ModelCatalog catalog = ModelCatalog.of(repo.sizes(commit));
      if (catalog.models().isEmpty()) {
        continue;
      }
      try {
        ModelFiles model = choose(catalog, reference, Long.MAX_VALUE);
        if (!current.equals(Optional.of(commit))) {
          listener.note("%s: takes an older revision, %s".formatted(reference, commit));
        }
        return Optional.of(
            new FetchedModel(model.paths().stream().map(path -> repo.file(commit, path)).toList()));
      } catch (HubException e) {
        // Not of this commit.
      }
    }
    return Optional.empty();
  }

  private FileLock lock(Path file, String what) throws IOException, InterruptedException {
    try {
      return FileLock.take(
          file,
          options.pace(),
          () -> listener.note("waits for another process that downloads " + what),
          options.stop());
    } catch (FileSystemException e) {
      throw new HubException(
          "%s: can't be written to (%s); set HF_HUB_CACHE to another folder"
              .formatted(settings.cache(), e.getClass().getSimpleName()),
          e);
    }
  }

  /// Makes sure that the file at an address is on this machine, with all parts if it is one of
  /// several.
  ///
  /// An address of the hub is treated as what it names there.
  ///
  /// @throws HubException if it can't be had
  public FetchedModel fetch(URI address) throws IOException, InterruptedException {
    Optional<HubAddress> named = HubAddress.of(address, settings.endpoint());
    if (named.isPresent()) {
      return fetch(named.get().reference(), new Wish(named.get().revision(), Long.MAX_VALUE, true));
    }
    return new OtherAddresses(settings, options, web, listener).fetch(address);
  }

  @Override
  public void close() {
    web.close();
  }
}
