package llamajar.compute.cpu;

import java.util.Locale;
import java.util.Optional;
import llamajar.compute.cpu.x64.platform.HugePages;

/// Where weights are while a model is open.
public enum LoadMode {
  /// In the mapped file: nothing is copied, and other processes share the memory.
  MMAP,
  /// Copied to pages of 2 MiB, which are read faster. Costs the time to read the whole file, and as
  /// much memory again as long as the system caches the file.
  HUGE,
  /// [#HUGE] where the system has such pages and more than twice as much memory free as the weights
  /// take; [#MMAP] otherwise.
  AUTO;

  /// Why the system can't do it; empty if it can.
  public Optional<String> whyUnavailable() {
    return switch (this) {
      case MMAP, AUTO -> Optional.empty();
      case HUGE -> HugePages.whyUnavailable();
    };
  }

  /// The name by which users choose it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
