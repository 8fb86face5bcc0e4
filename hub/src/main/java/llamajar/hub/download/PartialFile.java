package llamajar.hub.download;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import llamajar.hub.name.HubException;

/// A file that is not complete yet, and the record of what is there. Several threads may write.
///
/// The record never claims more than the disk has: data is forced out before the record is written.
/// The file is no channel, because a channel closes when a thread that writes to it is interrupted.
final class PartialFile implements AutoCloseable {
  /// So many bytes may have to be fetched again after a crash.
  private static final long RECORD_EVERY = 64L << 20;

  private final Path file;
  private final Path record;
  private final RandomAccessFile content;
  private final long total;
  private final Version version;
  private final RangeSet present = new RangeSet();
  private long unrecorded;

  private PartialFile(Place place, long total, Version version) throws IOException {
    file = place.incomplete();
    record = place.record();
    this.total = total;
    this.version = version;
    content = new RandomAccessFile(file.toFile(), "rw");
  }

  /// Opens what is there of a file, if it is of the same version; else begins anew.
  ///
  /// @param resumes whether ranges of earlier downloads may be kept at all
  static PartialFile open(Place place, long total, Version version, boolean resumes)
      throws IOException {
    try {
      PartialFile partial = new PartialFile(place, total, version);
      Optional<RangeRecord> known = RangeRecord.read(place.record());
      boolean same =
          known.isPresent()
              && resumes
              && known.get().total() == total
              && known.get().version().equals(version)
              && partial.content.length() <= total;
      if (same) {
        long length = partial.content.length();
        known.get().ranges().stream()
            .filter(range -> range.end() <= length)
            .forEach(partial.present::add);
      } else {
        partial.clear();
      }
      return partial;
    } catch (IOException e) {
      throw storage(place.incomplete(), e);
    }
  }

  /// Forgets all that is there.
  synchronized void clear() throws IOException {
    Files.deleteIfExists(record);
    content.setLength(0);
    present.clear();
    unrecorded = 0;
  }

  synchronized long bytes() {
    return present.bytes();
  }

  synchronized List<Range> missing() {
    return present.missing(total);
  }

  /// Puts bytes into their place.
  synchronized void write(long position, byte[] bytes, int length) throws StorageException {
    try {
      content.seek(position);
      content.write(bytes, 0, length);
      present.add(new Range(position, position + length));
      unrecorded += length;
      if (unrecorded >= RECORD_EVERY) {
        keep();
      }
    } catch (IOException e) {
      throw storage(file, e);
    }
  }

  /// Makes sure that a later download finds what is there now.
  synchronized void keep() throws StorageException {
    if (unrecorded == 0) {
      return;
    }
    try {
      content.getFD().sync();
      new RangeRecord(total, version, present.ranges()).write(record);
      unrecorded = 0;
    } catch (IOException e) {
      throw storage(record, e);
    }
  }

  /// Checks the content; if it is wrong, it is deleted.
  ///
  /// @throws HubException if it is wrong
  void check(Checksum checksum, String what, LongConsumer progress) throws IOException {
    Optional<String> fault =
        content.length() == total
            ? checksum.fault(file, progress)
            : Optional.of("the file on the disk has another length than was written; try again");
    if (fault.isPresent()) {
      delete();
      throw new HubException("%s: %s".formatted(what, fault.get()));
    }
  }

  /// Leaves nothing behind.
  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
    Files.deleteIfExists(record);
  }

  /// Gives the whole file its name. It survives a power failure from then on.
  void moveTo(Path target) throws IOException {
    try {
      content.getFD().sync();
      content.close();
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(Objects.requireNonNull(target.toAbsolutePath().getParent()));
      Files.deleteIfExists(record);
    } catch (IOException e) {
      throw storage(target, e);
    }
  }

  private static void forceFolder(Path folder) {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    } catch (IOException e) {
      // Windows opens no folders; there the move itself is all that can be asked for.
    }
  }

  private static StorageException storage(Path file, IOException e) {
    return new StorageException(
        "%s: can't be written (%s); free some space or set HF_HUB_CACHE to another folder"
            .formatted(file, e.getMessage()),
        e);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
