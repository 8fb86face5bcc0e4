package llamajar.cuda.cache;

import java.util.List;

/// What a cache was good for so far.
///
/// @param loads one for each module, in the order of loading
/// @param warnings what a user should know, such as a directory that can't be written
public record CacheReport(List<Load> loads, List<String> warnings) {

  /// How a module came to be loaded.
  ///
  /// @param source where it came from
  /// @param milliseconds how long that took, loading included
  public record Load(String module, Source source, long milliseconds) {}

  /// Where compiled code came from.
  public enum Source {
    /// From the cache.
    CACHE,
    /// Compiled, because it was not in the cache or `--recompile` asked for it.
    COMPILED,
    /// Compiled, because the entry in the cache was damaged.
    REBUILT
  }
}
