package llamajar.hub.download;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// The missing parts of a file, for connections to take one after the other.
final class Segments {
  private static final long LONGEST = 64L << 20;

  /// Pieces for each connection, so that a slow one does not hold up the end for long.
  private static final int SHARES = 4;

  private final ArrayDeque<Range> missing;
  private final long length;

  /// @param connections how many share the work
  /// @param shortest bytes that are worth a request
  Segments(List<Range> missing, int connections, long shortest) {
    this.missing = new ArrayDeque<>(missing);
    long bytes = missing.stream().mapToLong(Range::length).sum();
    length =
        Math.clamp(bytes / ((long) connections * SHARES), shortest, Math.max(shortest, LONGEST));
  }

  /// The next part; empty if all are taken.
  synchronized Optional<Range> take() {
    Range first = missing.pollFirst();
    if (first == null) {
      return Optional.empty();
    }
    if (first.length() <= length) {
      return Optional.of(first);
    }
    long cut = first.start() + length;
    missing.addFirst(new Range(cut, first.end()));
    return Optional.of(new Range(first.start(), cut));
  }
}
