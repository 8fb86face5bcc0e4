package llamajar.hub.download;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import llamajar.hub.http.Answer;
import llamajar.hub.http.Backoff;
import llamajar.hub.http.Pace;
import llamajar.hub.http.RetryableException;
import llamajar.hub.http.UnreachableException;
import org.jspecify.annotations.Nullable;

/// One of several connections through which a file comes, with a thread of its own.
final class Connection {
  private static final int BUFFER_BYTES = 1 << 17;

  /// After so many bytes, a failure is a new one.
  private static final long PROGRESS = 256 << 10;

  /// A connection that brings less than this in the time is cut.
  private static final long LEAST_BYTES = 16 << 10;

  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final RemoteFile remote;
  private final RemoteFile.Facts facts;
  private final PartialFile file;
  private final Pace pace;
  private final Backoff backoff;

  private volatile @Nullable Answer current;
  private volatile boolean stalled;
  private final AtomicLong received = new AtomicLong();
  private volatile long windowStart;
  private long windowBytes;

  Connection(
      RemoteFile remote, RemoteFile.Facts facts, PartialFile file, Pace pace, Backoff backoff) {
    this.remote = remote;
    this.facts = facts;
    this.file = file;
    this.pace = pace;
    this.backoff = backoff;
  }

  /// Fetches segments until there are no more.
  void fetch(Segments segments) throws IOException, InterruptedException {
    for (Optional<Range> next = segments.take(); next.isPresent(); next = segments.take()) {
      long start = next.get().start();
      long end = next.get().end();
      while (start < end) {
        try (Answer answer = remote.open(new Range(start, end), facts)) {
          long came = copy(answer, start, end);
          start += came;
          if (came >= PROGRESS) {
            backoff.progressed();
          }
          requireEnd(start, end);
        } catch (RetryableException e) {
          again(e);
        }
      }
    }
  }

  /// Fetches all of a file that can't be had in parts: after a failure from the beginning.
  void fetchWhole() throws IOException, InterruptedException {
    boolean complete = false;
    while (!complete) {
      file.clear();
      try (Answer answer = remote.openWhole(facts)) {
        requireEnd(copy(answer, 0, facts.total()), facts.total());
        complete = true;
      } catch (RetryableException e) {
        again(e);
      }
    }
  }

  /// Copies until the end, or until the connection breaks.
  ///
  /// @return how many bytes came
  private long copy(Answer answer, long start, long end) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long at = start;
    stalled = false;
    windowStart = pace.nanos();
    current = answer;
    try {
      while (at < end) {
        int n = read(answer, buffer, (int) Math.min(buffer.length, end - at));
        if (n < 0) {
          break;
        }
        file.write(at, buffer, n);
        at += n;
        received.addAndGet(n);
      }
      return at - start;
    } finally {
      current = null;
    }
  }

  /// A connection that breaks ends like one that is closed too early: what came before counts.
  private static int read(Answer answer, byte[] buffer, int length) {
    try {
      return answer.body().read(buffer, 0, length);
    } catch (IOException e) {
      return -1;
    }
  }

  private void requireEnd(long at, long end) throws RetryableException {
    if (at < end) {
      throw new RetryableException(
          stalled ? "almost nothing came for 30 s" : "the connection broke", (Throwable) null);
    }
  }

  private void again(RetryableException e) throws UnreachableException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    backoff.waitAfter(e);
  }

  /// Cuts the connection if it is too slow to be alive.
  void watch(long nanos) throws IOException {
    Answer watched = current;
    if (watched == null || nanos - windowStart < PATIENCE_NANOS) {
      return;
    }
    long bytes = received.get();
    if (bytes - windowBytes < LEAST_BYTES) {
      stalled = true;
      watched.close();
    }
    windowBytes = bytes;
    windowStart = nanos;
  }
}
