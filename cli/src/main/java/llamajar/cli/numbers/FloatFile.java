package llamajar.cli.numbers;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of little-endian float32, written from its beginning.
public final class FloatFile implements AutoCloseable {
  private static final ValueLayout.OfFloat LITTLE_ENDIAN =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final OutputStream out;

  private FloatFile(OutputStream out) {
    this.out = out;
  }

  /// Makes the file, or empties it.
  public static FloatFile create(Path path) throws IOException {
    return new FloatFile(new BufferedOutputStream(Files.newOutputStream(path)));
  }

  /// Appends numbers.
  ///
  /// @param numbers float32 in the machine's byte order
  public void append(MemorySegment numbers) throws IOException {
    int count = Math.toIntExact(numbers.byteSize() / Float.BYTES);
    byte[] bytes = new byte[count * Float.BYTES];
    MemorySegment.copy(
        numbers, ValueLayout.JAVA_FLOAT, 0, MemorySegment.ofArray(bytes), LITTLE_ENDIAN, 0, count);
    out.write(bytes);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
