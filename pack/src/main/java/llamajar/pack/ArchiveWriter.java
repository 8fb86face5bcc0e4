package llamajar.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import llamajar.gguf.archive.ArchiveEntry;

/// Writes a ZIP archive into a file behind what is there already, with 64-bit numbers where they
/// are needed. All entries have the same time, so that equal contents make equal archives.
final class ArchiveWriter {
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_BYTES = 22;

  private static final int CRC_OFFSET = 14;
  private static final short VERSION = 20;
  private static final short VERSION_64 = 45;
  private static final short MADE_ON_UNIX = 3 << 8;
  private static final short UTF8_NAMES = 1 << 11;

  /// The first day that the format knows: 1 January 1980, midnight.
  private static final short DATE = (1 << 5) | 1;

  private static final int READABLE_FILE = 0100644 << 16;
  private static final long MOST_32 = 0xFFFF_FFFFL;
  private static final int MOST_16 = 0xFFFF;
  private static final short ZIP64_EXTRA = 1;

  private final FileChannel channel;
  private final List<ArchiveEntry> entries = new ArrayList<>();

  /// Entries are written from the channel's position on.
  ArchiveWriter(FileChannel channel) {
    this.channel = channel;
  }

  /// Adds a small file as it is.
  void add(String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ArchiveEntry entry = entry(name, 0, (int) crc.getValue(), content.length, content.length);
    write(localHeader(entry));
    write(ByteBuffer.wrap(content));
    entries.add(entry);
  }

  /// Adds an entry of another archive with its bytes as they are stored there.
  ///
  /// @param from the other archive
  /// @param offset where in it the stored bytes begin
  void addStored(ArchiveEntry other, FileChannel from, long offset) throws IOException {
    ArchiveEntry entry =
        entry(other.name(), other.method(), other.crc32(), other.storedSize(), other.size());
    write(localHeader(entry));
    CheckedCopy.transfer(from, offset, other.storedSize(), channel);
    entries.add(entry);
  }

  /// Adds a large file as it is, so that its first byte lies at a multiple of the alignment. The
  /// gap before its header belongs to no entry and is a hole of the file where the system has such.
  ///
  /// @return the CRC-32 of its bytes
  int addAligned(String name, FileChannel from, long size, long alignment) throws IOException {
    ByteBuffer unplaced = localHeader(entry(name, 0, 0, size, size));
    long data = Math.addExact(channel.position() + unplaced.limit(), alignment - 1) & -alignment;
    channel.position(data - unplaced.limit());
    ArchiveEntry placed = entry(name, 0, 0, size, size);
    write(localHeader(placed));
    int crc = CheckedCopy.copy(from, size, channel);
    ByteBuffer value = buffer(Integer.BYTES).putInt(crc).flip();
    channel.write(value, placed.headerOffset() + CRC_OFFSET);
    entries.add(new ArchiveEntry(name, 0, placed.flags(), crc, size, size, placed.headerOffset()));
    return crc;
  }

  /// Writes the directory. The archive is complete then.
  void finish() throws IOException {
    long start = channel.position();
    for (ArchiveEntry entry : entries) {
      write(centralHeader(entry));
    }
    long size = channel.position() - start;
    if (entries.size() >= MOST_16 || start >= MOST_32 || size >= MOST_32) {
      writeEnd64(start, size);
    }
    write(
        buffer(END_BYTES)
            .putInt(END_SIGNATURE)
            .putInt(0)
            .putShort((short) Math.min(entries.size(), MOST_16))
            .putShort((short) Math.min(entries.size(), MOST_16))
            .putInt((int) Math.min(size, MOST_32))
            .putInt((int) Math.min(start, MOST_32))
            .putShort((short) 0)
            .flip());
  }

  private ArchiveEntry entry(String name, int method, int crc32, long storedSize, long size)
      throws IOException {
    return new ArchiveEntry(name, method, UTF8_NAMES, crc32, storedSize, size, channel.position());
  }

  private void writeEnd64(long start, long size) throws IOException {
    long end = channel.position();
    write(
        buffer(END64_BYTES)
            .putInt(END64_SIGNATURE)
            .putLong(END64_BYTES - Integer.BYTES - Long.BYTES)
            .putShort((short) (MADE_ON_UNIX | VERSION_64))
            .putShort(VERSION_64)
            .putLong(0)
            .putLong(entries.size())
            .putLong(entries.size())
            .putLong(size)
            .putLong(start)
            .flip());
    write(buffer(LOCATOR_BYTES).putInt(LOCATOR_SIGNATURE).putInt(0).putLong(end).putInt(1).flip());
  }

  private static ByteBuffer localHeader(ArchiveEntry entry) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    boolean large = isLarge(entry);
    ByteBuffer extra = buffer(4 + 2 * Long.BYTES);
    if (large) {
      // Here both numbers stand, even if only one needs it.
      extra.putShort(ZIP64_EXTRA).putShort((short) (2 * Long.BYTES));
      extra.putLong(entry.size()).putLong(entry.storedSize());
    }
    extra.flip();
    return buffer(LOCAL_BYTES + name.length + extra.limit())
        .putInt(LOCAL_SIGNATURE)
        .putShort(large ? VERSION_64 : VERSION)
        .putShort((short) entry.flags())
        .putShort((short) entry.method())
        .putShort((short) 0)
        .putShort(DATE)
        .putInt(entry.crc32())
        .putInt((int) (large ? MOST_32 : entry.storedSize()))
        .putInt((int) (large ? MOST_32 : entry.size()))
        .putShort((short) name.length)
        .putShort((short) extra.limit())
        .put(name)
        .put(extra)
        .flip();
  }

  private static ByteBuffer centralHeader(ArchiveEntry entry) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    boolean large = isLarge(entry);
    boolean far = entry.headerOffset() >= MOST_32;
    ByteBuffer extra = buffer(4 + 3 * Long.BYTES);
    if (large || far) {
      int numbers = (large ? 2 : 0) + (far ? 1 : 0);
      extra.putShort(ZIP64_EXTRA).putShort((short) (numbers * Long.BYTES));
      if (large) {
        extra.putLong(entry.size()).putLong(entry.storedSize());
      }
      if (far) {
        extra.putLong(entry.headerOffset());
      }
    }
    extra.flip();
    return buffer(CENTRAL_BYTES + name.length + extra.limit())
        .putInt(CENTRAL_SIGNATURE)
        .putShort((short) (MADE_ON_UNIX | VERSION_64))
        .putShort(large || far ? VERSION_64 : VERSION)
        .putShort((short) entry.flags())
        .putShort((short) entry.method())
        .putShort((short) 0)
        .putShort(DATE)
        .putInt(entry.crc32())
        .putInt((int) (large ? MOST_32 : entry.storedSize()))
        .putInt((int) (large ? MOST_32 : entry.size()))
        .putShort((short) name.length)
        .putShort((short) extra.limit())
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putInt(READABLE_FILE)
        .putInt((int) Math.min(entry.headerOffset(), MOST_32))
        .put(name)
        .put(extra)
        .flip();
  }

  private static boolean isLarge(ArchiveEntry entry) {
    return entry.size() >= MOST_32 || entry.storedSize() >= MOST_32;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
