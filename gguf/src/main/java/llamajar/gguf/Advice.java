package llamajar.gguf;

import java.util.regex.Pattern;

/// What to do about a bad file, in the words that messages end with.
final class Advice {
  static final String DAMAGED = "the file is damaged, download it again";

  private static final Pattern BYTE_SPLIT =
      Pattern.compile("(?i).*(part[-_]?\\d+of\\d+|gguf-split-[a-z]+|gguf\\.\\d{3})$");

  private Advice() {}

  /// For a file that is too short.
  static String incomplete(String file) {
    return isPiece(file)
        ? "this looks like a piece of a file: join the pieces in order (cat PIECE1 PIECE2 > FILE)"
        : "the file is incomplete or damaged, download it again";
  }

  /// Whether the name is one that byte splitters give.
  static boolean isPiece(String file) {
    return BYTE_SPLIT.matcher(file).matches();
  }
}
