package llamajar.engine.scheduler;

/// Where the blocks of a cache are: `total` is the sum of the next four.
///
/// @param total blocks of the cache
/// @param free holding nothing
/// @param leased being written by one answer
/// @param shared complete, and in use by one or more answers
/// @param kept complete, and in use by none
/// @param dropped how many were given up for others so far
public record CacheUse(int total, int free, int leased, int shared, int kept, long dropped) {}
