package llamajar.pack;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.zip.CRC32;

/// Copies from file to file inside the system, and makes the checksum on the way.
final class CheckedCopy {
  /// Small enough that a piece is still in the processor's cache when its checksum is made after it
  /// was copied.
  private static final long PIECE = 4 << 20;

  private CheckedCopy() {}

  /// Copies a whole file.
  ///
  /// @return the CRC-32 of its bytes
  static int copy(FileChannel from, long size, FileChannel to) throws IOException {
    CRC32 crc = new CRC32();
    for (long done = 0; done < size; done += PIECE) {
      long piece = Math.min(PIECE, size - done);
      transfer(from, done, piece, to);
      update(crc, from, done, piece);
    }
    return (int) crc.getValue();
  }

  /// Copies a range to where the other file's position is.
  static void transfer(FileChannel from, long offset, long length, FileChannel to)
      throws IOException {
    for (long done = 0; done < length; ) {
      long count = from.transferTo(offset + done, length - done, to);
      if (count <= 0) {
        throw new EOFException("the file became shorter while it was being copied");
      }
      done += count;
    }
  }

  /// The CRC-32 of a range.
  static int checksum(FileChannel file, long offset, long length) throws IOException {
    CRC32 crc = new CRC32();
    for (long done = 0; done < length; done += PIECE) {
      update(crc, file, offset + done, Math.min(PIECE, length - done));
    }
    return (int) crc.getValue();
  }

  private static void update(CRC32 crc, FileChannel file, long offset, long length)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      crc.update(file.map(MapMode.READ_ONLY, offset, length, arena).asByteBuffer());
    }
  }
}
