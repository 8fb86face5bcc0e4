package llamajar.pack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import llamajar.gguf.archive.ArchiveDirectory;
import llamajar.gguf.archive.ArchiveEntry;
import llamajar.gguf.archive.ModelChoice;

/// The program in a jar, or in a file that was packed before: its classes and resources, without
/// the models, arguments and runtime of that file.
///
/// @param directory of the jar
/// @param entries in the order that they are written in, the manifest first
/// @param hash the first digits of a SHA-256 that tells programs apart
record ProgramEntries(ArchiveDirectory directory, List<ArchiveEntry> entries, String hash) {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String MAIN_CLASS = "llamajar/cli/Main.class";
  private static final int HASH_DIGITS = 16;

  /// Finds them.
  ///
  /// @throws PackException if the file is not the program
  static ProgramEntries of(Path jar) throws IOException {
    try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.READ)) {
      ArchiveDirectory directory =
          ArchiveDirectory.read(jar, channel).orElseThrow(() -> noProgram(jar));
      List<ArchiveEntry> entries =
          directory.entries().stream().filter(entry -> isProgram(entry.name())).toList();
      if (directory.entry(MAIN_CLASS).isEmpty() || !entries.getFirst().name().equals(MANIFEST)) {
        throw noProgram(jar);
      }
      return new ProgramEntries(directory, entries, hash(entries));
    }
  }

  /// Writes them, compressed as they are.
  void copyTo(ArchiveWriter archive) throws IOException {
    try (FileChannel channel = FileChannel.open(directory.file(), StandardOpenOption.READ)) {
      for (ArchiveEntry entry : entries) {
        archive.addStored(entry, channel, directory.dataOffset(channel, entry));
      }
    }
  }

  private static boolean isProgram(String name) {
    boolean packed =
        name.startsWith("runtime/")
            || name.equals(ModelChoice.ARGUMENTS)
            || (name.endsWith(".gguf") && !name.startsWith("llamajar/"));
    return !packed && !name.endsWith("/");
  }

  private static String hash(List<ArchiveEntry> entries) {
    MessageDigest digest = Sha256.start();
    for (ArchiveEntry entry : entries) {
      String line = "%s %d %d\n".formatted(entry.name(), entry.size(), entry.crc32());
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
  }

  private static PackException noProgram(Path jar) {
    return new PackException(
        "%s: not the program's jar; run pack from llamajar.jar or a packed file".formatted(jar));
  }
}
