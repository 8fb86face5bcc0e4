package llamajar.gguf;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where one GGUF lies: a file, or a range of one.
///
/// @param file the file
/// @param entry the name of the entry of an archive; empty for a file of its own
/// @param start position of its first byte; need not be aligned
/// @param length its bytes, or [#TO_THE_END]
record GgufPlace(Path file, String entry, long start, long length) {
  /// The length of what goes on to the end of the file.
  static final long TO_THE_END = -1;

  /// A file that is a GGUF.
  static GgufPlace whole(Path file) {
    return new GgufPlace(file, "", 0, TO_THE_END);
  }

  /// How messages name it: `FILE`, or `FILE@ENTRY`.
  Path shown() {
    try {
      return entry.isEmpty() ? file : Path.of(file + "@" + entry);
    } catch (InvalidPathException e) {
      // Archives allow names that this system does not.
      return file;
    }
  }

  /// Its own name, without folders.
  String name() {
    return entry.isEmpty()
        ? String.valueOf(file.getFileName())
        : entry.substring(entry.lastIndexOf('/') + 1);
  }
}
