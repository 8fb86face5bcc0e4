package llamajar.hub.name;

import java.util.List;

/// The files that are one model: one, or the parts of a split one.
///
/// @param quantization what its name says; the file's name if that says nothing
/// @param paths in the order of the parts; the first is the one to open
/// @param bytes of all
public record ModelFiles(String quantization, List<String> paths, long bytes) {
  /// The file to open.
  public String first() {
    return paths.getFirst();
  }

  /// How a sentence names it: `Q4_K_M (4.37 GiB)`.
  String described() {
    return "%s (%s)".formatted(quantization, Sizes.text(bytes));
  }

  /// Whether what a user wrote names one of the files, with or without folder and extension.
  boolean hasFile(String written) {
    return paths.stream()
        .anyMatch(path -> isNamed(path, written) || isNamed(fileName(path), written));
  }

  private static boolean isNamed(String path, String written) {
    return path.equalsIgnoreCase(written) || path.equalsIgnoreCase(written + ".gguf");
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
