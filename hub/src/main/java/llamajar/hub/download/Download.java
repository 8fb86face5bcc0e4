package llamajar.hub.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamajar.hub.http.Backoff;
import llamajar.hub.http.Pace;
import llamajar.hub.http.Web;
import llamajar.hub.name.HubException;
import llamajar.hub.name.Sizes;

/// Brings files from servers to their places.
public final class Download {
  private static final int MOST_CHANGES = 3;

  private final Web web;
  private final DownloadOptions options;
  private final Pace pace;

  /// Downloads by way of a client.
  public Download(Web web, DownloadOptions options) {
    this.web = web;
    this.options = options;
    pace = options.pace();
  }

  /// Downloads a file. Nobody else may write to its place meanwhile.
  ///
  /// @throws HubException if that fails; there is nothing at the target then, and the next try goes
  ///   on with what has arrived
  /// @throws StoppedException if the user stops it
  public void run(Source source, Place place, DownloadListener listener)
      throws IOException, InterruptedException {
    Files.createDirectories(folder(place));
    for (int i = 1; true; i++) {
      try {
        fetch(source, place, listener);
        return;
      } catch (ChangedException e) {
        Files.deleteIfExists(place.incomplete());
        Files.deleteIfExists(place.record());
        if (i == MOST_CHANGES) {
          throw new HubException(
              "%s, %d times; nothing was kept, try again later".formatted(e.getMessage(), i), e);
        }
        listener.note(e.getMessage() + "; begins anew");
      }
    }
  }

  private void fetch(Source source, Place place, DownloadListener listener)
      throws IOException, InterruptedException {
    RemoteFile remote = new RemoteFile(web, source);
    RemoteFile.Facts facts = new Backoff(pace, source.name(), listener::note).retry(remote::look);
    // Ranges of different versions must not be put together unnoticed.
    boolean inParts =
        facts.hasRanges()
            && (facts.version().isCertain() || !(source.checksum() instanceof Checksum.Unknown));
    try (PartialFile file = PartialFile.open(place, facts.total(), facts.version(), inParts)) {
      options.space().require(folder(place), facts.total() - file.bytes(), source.name());
      if (file.bytes() > 0) {
        listener.note(
            "%s: goes on after %s of %s"
                .formatted(source.name(), Sizes.text(file.bytes()), Sizes.text(facts.total())));
      }
      try {
        new Transfer(source, remote, facts, file, listener).run(inParts);
      } finally {
        if (inParts) {
          file.keep();
        } else if (file.bytes() < facts.total()) {
          file.delete();
        }
      }
      file.check(
          source.checksum(),
          source.name(),
          done ->
              listener.progress(
                  new Progress(source.name(), Progress.Phase.CHECKING, done, facts.total(), 0)));
      file.moveTo(place.target());
    }
  }

  private static Path folder(Place place) {
    Path folder = place.target().toAbsolutePath().getParent();
    return folder == null ? Path.of("") : folder;
  }

  /// The part of it in which bytes come.
  private final class Transfer {
    private final Source source;
    private final RemoteFile remote;
    private final RemoteFile.Facts facts;
    private final PartialFile file;
    private final DownloadListener listener;
    private final Speedometer speedometer = new Speedometer();

    Transfer(
        Source source,
        RemoteFile remote,
        RemoteFile.Facts facts,
        PartialFile file,
        DownloadListener listener) {
      this.source = source;
      this.remote = remote;
      this.facts = facts;
      this.file = file;
      this.listener = listener;
    }

    void run(boolean inParts) throws IOException, InterruptedException {
      List<Range> missing = file.missing();
      if (missing.isEmpty()) {
        return;
      }
      int count = inParts ? options.connectionsFor(facts.total() - file.bytes()) : 1;
      Segments segments = new Segments(missing, count, options.bytesPerConnection() / 2);
      List<Connection> connections = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Backoff backoff = new Backoff(pace, source.name(), listener::note);
        connections.add(new Connection(remote, facts, file, pace, backoff));
      }
      report();
      Crew.run(
          connections,
          connection -> {
            if (inParts) {
              connection.fetch(segments);
            } else {
              connection.fetchWhole();
            }
          },
          () -> look(connections, inParts));
      report();
    }

    private void look(List<Connection> connections, boolean inParts) throws IOException {
      if (options.stop().getAsBoolean()) {
        throw new StoppedException(source.name(), inParts);
      }
      for (Connection connection : connections) {
        connection.watch(pace.nanos());
      }
      report();
    }

    private void report() {
      long done = file.bytes();
      double speed = speedometer.speed(pace.nanos(), done);
      listener.progress(
          new Progress(source.name(), Progress.Phase.FETCHING, done, facts.total(), speed));
    }
  }
}
