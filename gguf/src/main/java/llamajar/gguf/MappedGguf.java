package llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// One file, or a range of one, mapped read-only as a single segment, and what it contains.
///
/// @param path the file
/// @param size bytes mapped
/// @param contents what was read from it
record MappedGguf(Path path, long size, GgufContents contents) {

  /// Maps and reads a whole file.
  static MappedGguf open(Path path, Arena arena) throws GgufException {
    return open(path, 0, -1, arena);
  }

  /// Maps and reads a GGUF that lies inside a file.
  ///
  /// @param length its bytes, or -1 for all to the end of the file
  static MappedGguf open(Path path, long start, long length, Arena arena) throws GgufException {
    try {
      checkKind(path, Files.readAttributes(path, BasicFileAttributes.class));
      return map(path, start, length, arena);
    } catch (GgufException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new GgufException(path + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new GgufException(path + ": permission denied", e);
    } catch (FileSystemException e) {
      throw unreadable(path, e, e.getReason());
    } catch (IOException e) {
      throw unreadable(path, e, e.getMessage());
    } catch (UnsupportedOperationException e) {
      throw new GgufException(path + ": can't be mapped into memory; copy it to a disk first", e);
    } catch (InternalError e) {
      // The page behind a mapped address is gone.
      throw new GgufException(
          path + ": became unreadable or shorter while it was being opened; try again", e);
    }
  }

  private static void checkKind(Path path, BasicFileAttributes attributes) throws GgufException {
    if (attributes.isDirectory()) {
      throw new GgufException(path + ": is a directory; give the .gguf file in it");
    }
    if (!attributes.isRegularFile()) {
      throw new GgufException(path + ": not a regular file, so it can't be mapped; copy it first");
    }
  }

  private static MappedGguf map(Path path, long start, long length, Arena arena)
      throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long present = channel.size() - start;
      long size = length < 0 ? present : length;
      if (size > present) {
        throw new GgufException(
            "%s: a GGUF of %d bytes should be at byte %d, but the file has only %d; %s"
                .formatted(path, size, start, channel.size(), Advice.DAMAGED));
      }
      // A mapping of no bytes is an error on some systems; the reader then says that it is empty.
      MemorySegment bytes =
          size == 0 ? MemorySegment.NULL : channel.map(MapMode.READ_ONLY, start, size, arena);
      return new MappedGguf(path, size, new GgufReader(path.toString(), bytes, start).read());
    }
  }

  private static GgufException unreadable(Path path, IOException e, @Nullable String reason) {
    return new GgufException(
        "%s: can't be read (%s); check the path and the disk".formatted(path, reason), e);
  }
}
