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
/// @param place where it lies
/// @param size bytes mapped
/// @param contents what was read from it
record MappedGguf(GgufPlace place, long size, GgufContents contents) {

  /// How messages name it.
  Path path() {
    return place.shown();
  }

  /// Maps and reads a file, or what lies in one.
  static MappedGguf open(GgufPlace place, Arena arena) throws GgufException {
    Path path = place.file();
    try {
      checkKind(path, Files.readAttributes(path, BasicFileAttributes.class));
      return map(place, arena);
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

  private static MappedGguf map(GgufPlace place, Arena arena) throws IOException {
    Path path = place.file();
    long start = place.start();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long present = channel.size() - start;
      long size = place.length() == GgufPlace.TO_THE_END ? present : place.length();
      if (size > present) {
        throw new GgufException(
            "%s: a GGUF of %d bytes should be at byte %d, but the file has only %d; %s"
                .formatted(path, size, start, channel.size(), Advice.DAMAGED));
      }
      // A mapping of no bytes is an error on some systems; the reader then says that it is empty.
      MemorySegment bytes =
          size == 0 ? MemorySegment.NULL : channel.map(MapMode.READ_ONLY, start, size, arena);
      String name = place.shown().toString();
      return new MappedGguf(place, size, new GgufReader(name, bytes, start).read());
    }
  }

  private static GgufException unreadable(Path path, IOException e, @Nullable String reason) {
    return new GgufException(
        "%s: can't be read (%s); check the path and the disk".formatted(path, reason), e);
  }
}
