package llamajar.gguf.archive;

/// One file in an archive.
///
/// @param name its name, with `/` between folders
/// @param method 0 if its bytes lie in the archive as they are, else the number of a compression
/// @param flags the general purpose flags; bit 0 says that it is encrypted
/// @param crc32 the CRC-32 of its bytes
/// @param storedSize bytes it takes in the archive
/// @param size bytes it has
/// @param headerOffset position of its own header in the archive
public record ArchiveEntry(
    String name, int method, int flags, int crc32, long storedSize, long size, long headerOffset) {
  private static final int ENCRYPTED = 1;

  /// Whether its bytes lie in the archive as they are.
  public boolean isStored() {
    return method == 0 && (flags & ENCRYPTED) == 0 && storedSize == size;
  }
}
