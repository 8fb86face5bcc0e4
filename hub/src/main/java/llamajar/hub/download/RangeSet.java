package llamajar.hub.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which bytes of a file are there. Not safe for several threads.
final class RangeSet {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /// Adds bytes; they may overlap others.
  void add(Range range) {
    if (range.length() <= 0) {
      return;
    }
    long start = range.start();
    long end = range.end();
    Map.Entry<Long, Long> before = ends.floorEntry(start);
    if (before != null && before.getValue() >= start) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.Entry<Long, Long> next = ends.ceilingEntry(start);
    while (next != null && next.getKey() <= end) {
      end = Math.max(end, next.getValue());
      ends.remove(next.getKey());
      next = ends.ceilingEntry(start);
    }
    ends.put(start, end);
  }

  void clear() {
    ends.clear();
  }

  /// How many bytes are there.
  long bytes() {
    return ends.entrySet().stream().mapToLong(e -> e.getValue() - e.getKey()).sum();
  }

  /// What is there, in order.
  List<Range> ranges() {
    return ends.entrySet().stream().map(e -> new Range(e.getKey(), e.getValue())).toList();
  }

  /// What is not there of a file, in order.
  List<Range> missing(long total) {
    List<Range> missing = new ArrayList<>();
    long at = 0;
    for (Range range : ranges()) {
      if (range.start() > at) {
        missing.add(new Range(at, range.start()));
      }
      at = range.end();
    }
    if (at < total) {
      missing.add(new Range(at, total));
    }
    return missing;
  }
}
