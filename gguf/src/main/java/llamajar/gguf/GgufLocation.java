package llamajar.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import llamajar.gguf.archive.ArchiveDirectory;
import llamajar.gguf.archive.ArchiveEntry;
import llamajar.gguf.archive.ArchiveException;
import llamajar.gguf.archive.ModelChoice;

/// What the name of a model means: a GGUF file, an archive that holds one, or `ARCHIVE@ENTRY`.
///
/// @param place the model, or a part of it
/// @param parts where its other parts are
record GgufLocation(GgufPlace place, PartSource parts) {
  private static final char ENTRY_SEPARATOR = '@';

  /// Finds it. What is no archive is taken for a GGUF, whatever it is: its reader explains that.
  ///
  /// @throws GgufException if it is an archive, but not one with this model
  static GgufLocation of(Path path) throws GgufException {
    try {
      return locate(path);
    } catch (ArchiveException e) {
      throw new GgufException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      // Opening it as a GGUF meets the same problem, and has the words for it.
      return whole(path);
    }
  }

  private static GgufLocation locate(Path path) throws IOException {
    String name = path.toString();
    if (!Files.exists(path)) {
      for (int at = name.indexOf(ENTRY_SEPARATOR);
          at >= 0;
          at = name.indexOf(ENTRY_SEPARATOR, at + 1)) {
        Path file = Path.of(name.substring(0, at));
        if (Files.isRegularFile(file)) {
          return inArchive(file, name.substring(at + 1).replace('\\', '/'));
        }
      }
    }
    return Files.isRegularFile(path) ? inArchive(path, "") : whole(path);
  }

  /// @param entryName which entry; empty for the only model
  private static GgufLocation inArchive(Path file, String entryName) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      boolean named = !entryName.isEmpty();
      if (!named && isGguf(channel)) {
        return whole(file);
      }
      Optional<ArchiveDirectory> directory = ArchiveDirectory.read(file, channel);
      if (directory.isEmpty()) {
        if (named || isCalledArchive(file)) {
          throw new ArchiveException(
              "%s: not an archive, or its end is missing; copy or download it again"
                  .formatted(file));
        }
        return whole(file);
      }
      ArchiveEntry entry =
          named
              ? ModelChoice.named(directory.get(), entryName)
              : ModelChoice.only(directory.get(), channel);
      PartSource.Archive parts = new PartSource.Archive(directory.get(), entry.name());
      return new GgufLocation(parts.place(channel, entry), parts);
    }
  }

  private static boolean isGguf(FileChannel channel) throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return channel.read(magic, 0) == Integer.BYTES && magic.getInt(0) == GgufReader.MAGIC;
  }

  private static boolean isCalledArchive(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".llamajar") || name.endsWith(".llamafile") || name.endsWith(".zip");
  }

  private static GgufLocation whole(Path path) {
    return new GgufLocation(GgufPlace.whole(path), new PartSource.Folder(path));
  }
}
