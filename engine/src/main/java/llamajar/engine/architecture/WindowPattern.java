package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.engine.source.ModelSource;

/// Which blocks see a window only: all but every `period`-th, or what the file lists.
final class WindowPattern {
  private final int period;
  private final long[] listed;

  private WindowPattern(int period, long[] listed) {
    this.period = period;
    this.listed = listed;
  }

  /// What `attention.sliding_window_pattern` says: a period, or for each block whether it has a
  /// window.
  ///
  /// @param period if the file says nothing
  static WindowPattern read(ModelSource source, int period) throws IOException {
    long[] pattern = source.integers("attention.sliding_window_pattern");
    return switch (pattern.length) {
      case 0 -> new WindowPattern(period, pattern);
      case 1 -> new WindowPattern(Math.toIntExact(Math.max(1, pattern[0])), new long[0]);
      default -> new WindowPattern(period, pattern);
    };
  }

  boolean isWindowed(int block) {
    return listed.length == 0
        ? (block + 1) % period != 0
        : block < listed.length && listed[block] != 0;
  }
}
