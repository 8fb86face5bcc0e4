package llamajar.gguf.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The directory of a ZIP archive, as it stands at the end of the file.
///
/// @param file the archive
/// @param entries all entries, in the order of the directory
public record ArchiveDirectory(Path file, List<ArchiveEntry> entries) {
  static final int END_SIGNATURE = 0x06054b50;
  static final int END_BYTES = 22;
  static final int END64_SIGNATURE = 0x06064b50;
  static final int LOCATOR_SIGNATURE = 0x07064b50;
  static final int LOCATOR_BYTES = 20;
  static final int CENTRAL_SIGNATURE = 0x02014b50;
  static final int CENTRAL_BYTES = 46;
  static final int LOCAL_SIGNATURE = 0x04034b50;
  static final int LOCAL_BYTES = 30;

  private static final int END64_BYTES = 56;
  private static final int LONGEST_COMMENT = 0xFFFF;

  /// Far above any real archive; keeps a hostile one from taking all memory.
  private static final long LARGEST_DIRECTORY = 64 << 20;

  private static final int UNKNOWN_16 = 0xFFFF;
  private static final long UNKNOWN_32 = 0xFFFF_FFFFL;
  private static final int ZIP64_EXTRA = 1;

  /// Where the directory lies.
  ///
  /// @param shift bytes that stand before the archive without being counted by its offsets
  private record Extent(long start, long size, long count, long shift) {}

  /// Reads the directory, or finds that the file is no archive, or one whose end is missing.
  ///
  /// @throws ArchiveException if the directory contradicts itself or the file
  public static Optional<ArchiveDirectory> read(Path file, FileChannel channel) throws IOException {
    long length = channel.size();
    int tailLength = (int) Math.min(length, END_BYTES + LONGEST_COMMENT);
    ByteBuffer tail = bytes(channel, length - tailLength, tailLength);
    for (int at = tailLength - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_BYTES + (tail.getShort(at + 20) & 0xFFFF) == tailLength) {
        Extent extent = extent(file, channel, tail, at, length - tailLength + at);
        return Optional.of(new ArchiveDirectory(file, entries(file, channel, extent)));
      }
    }
    return Optional.empty();
  }

  /// The entry with this name, or empty.
  public Optional<ArchiveEntry> entry(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /// Where the bytes of an entry begin, behind its own header.
  ///
  /// @throws ArchiveException if they don't lie in the file
  public long dataOffset(FileChannel channel, ArchiveEntry entry) throws IOException {
    long at = entry.headerOffset();
    if (at < 0 || at > channel.size() - LOCAL_BYTES) {
      throw damaged(file, "entry %s should be at byte %d".formatted(entry.name(), at));
    }
    ByteBuffer header = bytes(channel, at, LOCAL_BYTES);
    if (header.getInt(0) != LOCAL_SIGNATURE) {
      throw damaged(file, "no header of entry %s is at byte %d".formatted(entry.name(), at));
    }
    long data = at + LOCAL_BYTES + (header.getShort(26) & 0xFFFF) + (header.getShort(28) & 0xFFFF);
    if (entry.storedSize() < 0 || data > channel.size() - entry.storedSize()) {
      throw damaged(
          file,
          "entry %s should have %d bytes from byte %d on"
              .formatted(entry.name(), entry.storedSize(), data));
    }
    return data;
  }

  /// The bytes of an entry that is small, unpacked if it is compressed.
  ///
  /// @throws ArchiveException if they are damaged, or compressed in another way than usual
  public ByteBuffer content(FileChannel channel, ArchiveEntry entry) throws IOException {
    ByteBuffer stored =
        bytes(channel, dataOffset(channel, entry), Math.toIntExact(entry.storedSize()));
    if (entry.isStored()) {
      return stored;
    }
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(entry.size()));
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(stored);
      inflater.inflate(content);
    } catch (DataFormatException e) {
      throw damaged(file, "entry %s can't be unpacked".formatted(entry.name()));
    }
    return content.flip();
  }

  private static Extent extent(
      Path file, FileChannel channel, ByteBuffer tail, int at, long position) throws IOException {
    long count = tail.getShort(at + 10) & 0xFFFF;
    long size = tail.getInt(at + 12) & UNKNOWN_32;
    long offset = tail.getInt(at + 16) & UNKNOWN_32;
    long end = position;
    if (count == UNKNOWN_16 || size == UNKNOWN_32 || offset == UNKNOWN_32) {
      Optional<Long> end64 = end64(channel, position);
      if (end64.isPresent()) {
        end = end64.get();
        ByteBuffer record = bytes(channel, end, END64_BYTES);
        count = record.getLong(32);
        size = record.getLong(40);
        offset = record.getLong(48);
      }
    }
    long start = end - size;
    if (size < 0 || start < 0 || offset < 0 || offset > start) {
      throw damaged(file, "its directory should have %d bytes at byte %d".formatted(size, offset));
    }
    if (size > LARGEST_DIRECTORY || count < 0 || count > size / CENTRAL_BYTES) {
      throw damaged(file, "its directory of %d bytes has %d entries".formatted(size, count));
    }
    return new Extent(start, size, count, start - offset);
  }

  /// The position of the record with 64-bit numbers, if there is one.
  private static Optional<Long> end64(FileChannel channel, long endPosition) throws IOException {
    long locatorPosition = endPosition - LOCATOR_BYTES;
    if (locatorPosition < END64_BYTES) {
      return Optional.empty();
    }
    ByteBuffer locator = bytes(channel, locatorPosition, LOCATOR_BYTES);
    if (locator.getInt(0) != LOCATOR_SIGNATURE) {
      return Optional.empty();
    }
    // It stands right before its locator, wherever that says: something may stand before the
    // archive.
    long position = locatorPosition - END64_BYTES;
    return bytes(channel, position, Integer.BYTES).getInt(0) == END64_SIGNATURE
        ? Optional.of(position)
        : Optional.empty();
  }

  private static List<ArchiveEntry> entries(Path file, FileChannel channel, Extent extent)
      throws IOException {
    ByteBuffer directory = bytes(channel, extent.start, (int) extent.size);
    List<ArchiveEntry> entries = new ArrayList<>();
    int at = 0;
    for (long i = 0; i < extent.count; i++) {
      if (at > directory.limit() - CENTRAL_BYTES || directory.getInt(at) != CENTRAL_SIGNATURE) {
        throw damaged(file, "entry %d of its directory is missing".formatted(i + 1));
      }
      int nameLength = directory.getShort(at + 28) & 0xFFFF;
      int extraLength = directory.getShort(at + 30) & 0xFFFF;
      int next =
          at + CENTRAL_BYTES + nameLength + extraLength + (directory.getShort(at + 32) & 0xFFFF);
      if (next > directory.limit()) {
        throw damaged(file, "entry %d of its directory is cut off".formatted(i + 1));
      }
      entries.add(entry(directory, at, nameLength, extraLength, extent.shift));
      at = next;
    }
    return entries;
  }

  private static ArchiveEntry entry(
      ByteBuffer directory, int at, int nameLength, int extraLength, long shift) {
    byte[] name = new byte[nameLength];
    directory.get(at + CENTRAL_BYTES, name);
    long size = directory.getInt(at + 24) & UNKNOWN_32;
    long storedSize = directory.getInt(at + 20) & UNKNOWN_32;
    long offset = directory.getInt(at + 42) & UNKNOWN_32;
    int extra = at + CENTRAL_BYTES + nameLength;
    int end = extra + extraLength;
    while (extra <= end - 4) {
      int length = directory.getShort(extra + 2) & 0xFFFF;
      if (directory.getShort(extra) == ZIP64_EXTRA) {
        // Holds, in this order, those numbers that don't fit into 32 bits.
        int value = extra + 4;
        int valuesEnd = Math.min(end, value + length);
        if (size == UNKNOWN_32 && value <= valuesEnd - Long.BYTES) {
          size = directory.getLong(value);
          value += Long.BYTES;
        }
        if (storedSize == UNKNOWN_32 && value <= valuesEnd - Long.BYTES) {
          storedSize = directory.getLong(value);
          value += Long.BYTES;
        }
        if (offset == UNKNOWN_32 && value <= valuesEnd - Long.BYTES) {
          offset = directory.getLong(value);
        }
      }
      extra += 4 + length;
    }
    return new ArchiveEntry(
        new String(name, StandardCharsets.UTF_8),
        directory.getShort(at + 10) & 0xFFFF,
        directory.getShort(at + 8) & 0xFFFF,
        directory.getInt(at + 16),
        storedSize,
        size,
        offset + shift);
  }

  private static ByteBuffer bytes(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was being read");
      }
    }
    return buffer.flip();
  }

  private static ArchiveException damaged(Path file, String what) {
    return new ArchiveException(
        "%s: the archive is incomplete or damaged (%s); copy or download it again"
            .formatted(file, what));
  }
}
