package llamajar.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import llamajar.hub.cache.FileLock;
import llamajar.hub.cache.HubCache;
import llamajar.hub.cache.Removal;
import llamajar.hub.cache.RepoFolder;
import llamajar.hub.cache.UrlFolder;
import llamajar.hub.download.Place;
import llamajar.hub.name.HubException;
import llamajar.hub.name.ModelCatalog;
import llamajar.hub.name.ModelChoice;
import llamajar.hub.name.ModelFiles;
import llamajar.hub.name.ModelReference;

/// The models that are on this machine, whoever downloaded them.
public final class Library {
  private static final String EXTENSION = ".gguf";

  private final HubCache cache;
  private final Path downloads;

  /// The models in the places that settings name.
  public Library(HubSettings settings) {
    cache = HubCache.of(settings.cache());
    downloads = settings.downloads();
  }

  /// All of them.
  public List<Holding> all() throws IOException {
    List<Holding> all = new ArrayList<>();
    for (RepoFolder repo : cache.repos()) {
      addRepo(repo, all);
    }
    for (UrlFolder folder : UrlFolder.all(downloads)) {
      addFolder(folder, all);
    }
    return all;
  }

  private static void addRepo(RepoFolder repo, List<Holding> all) throws IOException {
    Set<Path> seen = new HashSet<>();
    boolean first = true;
    for (String commit : repo.commits()) {
      ModelCatalog catalog = ModelCatalog.of(repo.sizes(commit));
      for (ModelFiles model : catalog.models()) {
        Path file = repo.file(commit, model.first());
        if (seen.add(file.toRealPath())) {
          Holding.State state = first ? Holding.State.COMPLETE : Holding.State.OUTDATED;
          all.add(new Holding(name(repo, catalog, model), file, model.bytes(), state));
        }
      }
      first = first && catalog.models().isEmpty();
    }
    for (Path file : repo.incomplete()) {
      long arrived = Place.ofIncomplete(file).arrived();
      all.add(new Holding(repo.id().toString(), file, arrived, Holding.State.INCOMPLETE));
    }
  }

  /// By quantization, or by file where several have the same.
  private static String name(RepoFolder repo, ModelCatalog catalog, ModelFiles model) {
    long same =
        catalog.models().stream()
            .filter(other -> other.quantization().equals(model.quantization()))
            .count();
    return "%s:%s".formatted(repo.id(), same == 1 ? model.quantization() : model.first());
  }

  private static void addFolder(UrlFolder folder, List<Holding> all) throws IOException {
    long bytes = 0;
    Optional<Path> first = Optional.empty();
    for (Path file : folder.files()) {
      if (Place.isIncomplete(file)) {
        long arrived = Place.ofIncomplete(file).arrived();
        all.add(new Holding(folder.address(), file, arrived, Holding.State.INCOMPLETE));
      } else if (Files.isRegularFile(file) && !isRecord(folder, file)) {
        first = first.or(() -> Optional.of(file));
        bytes += Files.size(file);
      }
    }
    if (first.isPresent()) {
      all.add(new Holding(folder.address(), first.get(), bytes, Holding.State.COMPLETE));
    }
  }

  private static boolean isRecord(UrlFolder folder, Path file) throws IOException {
    return folder.files().stream()
        .filter(Place::isIncomplete)
        .anyMatch(incomplete -> Place.ofIncomplete(incomplete).record().equals(file));
  }

  /// Deletes a model, or all models of a repository. Files of other kinds stay.
  ///
  /// @param name `owner/repo`, `owner/repo:QUANT`, or an address
  /// @return bytes that were freed
  /// @throws HubException if there is no such model, or it is being downloaded
  public long remove(String name) throws IOException {
    for (UrlFolder folder : UrlFolder.all(downloads)) {
      if (folder.address().equals(name)) {
        return remove(folder);
      }
    }
    if (name.contains("://") && !name.contains("huggingface.co/")) {
      throw missing(name);
    }
    ModelReference reference = ModelReference.of(name);
    RepoFolder repo = cache.repo(reference.repo());
    long freed = 0;
    int removed = 0;
    Removal removal = new Removal(repo);
    for (Path incomplete : reference.wanted().isEmpty() ? repo.incomplete() : List.<Path>of()) {
      freed += removeIncomplete(repo, incomplete);
      removed++;
    }
    for (String commit : repo.commits()) {
      for (String path : paths(repo, commit, reference)) {
        freed += removal.delete(commit, path);
        removed++;
      }
    }
    if (removed == 0) {
      throw missing(name);
    }
    removal.deleteIfEmpty();
    return freed;
  }

  private static List<String> paths(RepoFolder repo, String commit, ModelReference reference)
      throws IOException {
    if (reference.wanted().isEmpty()) {
      return repo.sizes(commit).keySet().stream()
          .filter(path -> path.toLowerCase(Locale.ROOT).endsWith(EXTENSION))
          .toList();
    }
    ModelCatalog catalog = ModelCatalog.of(repo.sizes(commit));
    if (catalog.models().isEmpty()) {
      return List.of();
    }
    try {
      String wanted = reference.wanted().get();
      return ModelChoice.named(catalog, repo.id(), wanted).model().paths();
    } catch (HubException e) {
      // Another commit may have it.
      return List.of();
    }
  }

  private static long removeIncomplete(RepoFolder repo, Path file) throws IOException {
    Place place = Place.ofIncomplete(file);
    Path lockFile = repo.lock(String.valueOf(place.target().getFileName()));
    try (FileLock lock = FileLock.tryTake(lockFile).orElse(null)) {
      if (lock == null) {
        throw new HubException(
            "%s is being downloaded by another process; stop that first".formatted(repo.id()));
      }
      long arrived = place.arrived();
      Files.deleteIfExists(file);
      Files.deleteIfExists(place.record());
      return arrived;
    }
  }

  private static long remove(UrlFolder folder) throws IOException {
    long freed = 0;
    try (FileLock lock = FileLock.tryTake(folder.lock()).orElse(null)) {
      if (lock == null) {
        throw new HubException(
            "%s is being downloaded by another process; stop that first"
                .formatted(folder.address()));
      }
      for (Path file : folder.files()) {
        freed += Place.isIncomplete(file) ? Place.ofIncomplete(file).arrived() : Files.size(file);
        Files.delete(file);
      }
    }
    folder.delete();
    return freed;
  }

  private HubException missing(String name) throws IOException {
    List<String> names = all().stream().map(Holding::name).distinct().limit(20).toList();
    return new HubException(
        names.isEmpty()
            ? "%s: the cache is empty".formatted(name)
            : "%s is not in the cache; there are: %s".formatted(name, String.join(", ", names)));
  }
}
