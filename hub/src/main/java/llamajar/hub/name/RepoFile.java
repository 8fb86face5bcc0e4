package llamajar.hub.name;

/// A file of a repository at one commit.
///
/// @param path from the repository's root, with slashes
/// @param bytes its size
/// @param blob the hash that names its content: SHA-256 (64 digits) of large files, else git's
///   SHA-1 (40 digits)
public record RepoFile(String path, long bytes, String blob) {}
