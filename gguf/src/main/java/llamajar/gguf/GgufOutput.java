package llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// Writes bytes to a file through a buffer and counts them.
final class GgufOutput {
  private static final int BUFFER_BYTES = 1 << 20;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long position;

  GgufOutput(FileChannel channel) {
    this.channel = channel;
  }

  /// Bytes written so far.
  long position() {
    return position;
  }

  void i32(int value) throws IOException {
    bytes(ValueBytes.integer(value, 4));
  }

  void i64(long value) throws IOException {
    bytes(ValueBytes.integer(value, 8));
  }

  void string(String value) throws IOException {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    i64(utf8.length);
    bytes(utf8);
  }

  void bytes(byte[] bytes) throws IOException {
    segment(MemorySegment.ofArray(bytes));
  }

  /// Writes any number of bytes, a buffer of them at a time.
  void segment(MemorySegment bytes) throws IOException {
    for (long done = 0; done < bytes.byteSize(); ) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int piece = (int) Math.min(buffer.remaining(), bytes.byteSize() - done);
      MemorySegment.ofBuffer(buffer).asSlice(0, piece).copyFrom(bytes.asSlice(done, piece));
      buffer.position(buffer.position() + piece);
      done += piece;
    }
    position += bytes.byteSize();
  }

  /// Writes zeros up to the next multiple of the alignment.
  void pad(Alignment alignment) throws IOException {
    long missing = alignment.up(position) - position;
    for (byte[] zeros = new byte[(int) Math.min(missing, 4096)]; missing > 0; ) {
      long piece = Math.min(missing, zeros.length);
      segment(MemorySegment.ofArray(zeros).asSlice(0, piece));
      missing -= piece;
    }
  }

  /// Hands everything to the file.
  void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
