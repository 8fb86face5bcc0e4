package llamajar.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import llamajar.gguf.archive.ArchiveDirectory;
import llamajar.gguf.archive.ArchiveEntry;
import llamajar.gguf.archive.ModelChoice;

/// Where the other parts of a split model are looked for.
sealed interface PartSource {
  /// The part with this name, or empty if it is missing.
  Optional<GgufPlace> find(String name) throws IOException;

  /// The folder of a part.
  record Folder(Path part) implements PartSource {
    @Override
    public Optional<GgufPlace> find(String name) {
      Path path = part.resolveSibling(name);
      return Files.exists(path) ? Optional.of(GgufPlace.whole(path)) : Optional.empty();
    }
  }

  /// The folder of a part in an archive.
  record Archive(ArchiveDirectory directory, String part) implements PartSource {
    @Override
    public Optional<GgufPlace> find(String name) throws IOException {
      String entryName = part.substring(0, part.lastIndexOf('/') + 1) + name;
      if (directory.entry(entryName).isEmpty()) {
        return Optional.empty();
      }
      try (FileChannel channel = FileChannel.open(directory.file(), StandardOpenOption.READ)) {
        return Optional.of(place(channel, ModelChoice.named(directory, entryName)));
      }
    }

    /// Where an entry lies.
    GgufPlace place(FileChannel channel, ArchiveEntry entry) throws IOException {
      return new GgufPlace(
          directory.file(), entry.name(), directory.dataOffset(channel, entry), entry.size());
    }
  }
}
