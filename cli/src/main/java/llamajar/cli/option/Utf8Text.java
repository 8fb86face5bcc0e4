package llamajar.cli.option;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text from files, which must be UTF-8: a prompt with replacement characters would be answered
/// wrongly without anyone knowing why.
public final class Utf8Text {
  private Utf8Text() {}

  /// The text in a file.
  ///
  /// @throws IOException if it can't be read, or is not UTF-8; the message names the byte
  public static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory; give a text file");
    }
    return decode(Files.readAllBytes(file), file.toString());
  }

  /// The text that bytes stand for.
  ///
  /// @param source what messages call them
  /// @throws IOException if they are not UTF-8; the message names the byte
  public static String decode(byte[] bytes, String source) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, text, true);
    if (result.isError()) {
      throw new IOException(
          "%s: byte %d (0x%02x) is not UTF-8; convert the text to UTF-8"
              .formatted(source, in.position(), bytes[in.position()]));
    }
    return text.flip().toString();
  }
}
