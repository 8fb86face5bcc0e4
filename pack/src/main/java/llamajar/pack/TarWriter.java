package llamajar.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Writes a folder as a tar archive (POSIX ustar): in the order of names, for the user alone, and
/// with one time for all, so that equal folders make equal archives.
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int CHECKSUM = 148;

  /// 1 January 1980: so long ago that `ls` shows it the same way for ever.
  private static final long TIME_SECONDS = 315_532_800;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /// Writes all that is in a folder, without the folder itself.
  void write(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.filter(path -> !path.equals(folder)).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : paths) {
      String name = folder.relativize(path).toString();
      if (Files.isSymbolicLink(path)) {
        header(name, 0777, 0, '2', Files.readSymbolicLink(path).toString());
      } else if (Files.isDirectory(path)) {
        header(name + "/", 0700, 0, '5', "");
      } else {
        long size = Files.size(path);
        header(name, Files.isExecutable(path) ? 0700 : 0600, size, '0', "");
        Files.copy(path, out);
        out.write(new byte[(int) (-size & (BLOCK - 1))]);
      }
    }
    out.write(new byte[2 * BLOCK]);
  }

  private void header(String name, int mode, long size, char kind, String link) throws IOException {
    byte[] header = new byte[BLOCK];
    text(header, 0, NAME_BYTES, name);
    number(header, 100, 8, mode);
    number(header, 108, 8, 0);
    number(header, 116, 8, 0);
    number(header, 124, 12, size);
    number(header, 136, 12, TIME_SECONDS);
    Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    header[156] = (byte) kind;
    text(header, 157, NAME_BYTES, link);
    text(header, 257, 8, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    number(header, CHECKSUM, 7, sum);
    out.write(header);
  }

  private static void text(byte[] header, int at, int length, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > length) {
      throw new PackException("%s: the name is too long for a tar archive".formatted(text));
    }
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /// An octal number that fills its field but for the zero at the end.
  private static void number(byte[] header, int at, int length, long value) throws IOException {
    String octal = Long.toOctalString(value);
    text(header, at, length - 1, "0".repeat(length - 1 - octal.length()) + octal);
  }
}
