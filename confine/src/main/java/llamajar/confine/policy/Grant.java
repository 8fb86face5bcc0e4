package llamajar.confine.policy;

import java.nio.file.Path;

/// A place that stays open.
///
/// @param path a file, or a directory with everything below it; links are followed
/// @param access what may be done there
public record Grant(Path path, Access access) {}
