package llamajar.cuda.cache;

/// How a cache is used.
public enum CacheMode {
  /// Takes what is there, and keeps what is compiled.
  USE,
  /// Compiles everything anew and keeps it: `--recompile`.
  RECOMPILE,
  /// Takes what is there and compiles nothing: `--nocompile`.
  CACHE_ONLY
}
