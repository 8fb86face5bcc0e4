package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads a GGUF from front to back and believes none of it: every length is compared with the bytes
/// that are left before anything is read or allocated.
final class Cursor {
  private static final long LONGEST_STRING = 1L << 30;

  private final String file;
  private final MemorySegment bytes;
  private final long base;
  private long position;
  private String subject = "";
  private String subjectName = "";

  /// @param file what messages call the file
  /// @param bytes the GGUF
  /// @param base where in the file the GGUF starts
  Cursor(String file, MemorySegment bytes, long base) {
    this.file = file;
    this.bytes = bytes;
    this.base = base;
  }

  /// Says what is being read, for messages: `about("key", "general.name")`.
  void about(String kind, String name) {
    subject = kind;
    subjectName = name;
  }

  /// What messages call the file.
  String file() {
    return file;
  }

  /// Bytes read so far.
  long position() {
    return position;
  }

  /// Bytes not read yet.
  long remaining() {
    return bytes.byteSize() - position;
  }

  int u8(String what) throws GgufException {
    return take(1, what).get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
  }

  int i32(String what) throws GgufException {
    need(4, what);
    int value = bytes.get(LittleEndian.I32, position);
    position += 4;
    return value;
  }

  long i64(String what) throws GgufException {
    need(8, what);
    long value = bytes.get(LittleEndian.I64, position);
    position += 8;
    return value;
  }

  /// The next `length` bytes.
  MemorySegment take(long length, String what) throws GgufException {
    need(length, what);
    MemorySegment taken = bytes.asSlice(position, length);
    position += length;
    return taken;
  }

  /// The bytes of a length-prefixed string.
  MemorySegment string(String what) throws GgufException {
    long start = position;
    long length = i64(what);
    if (length < 0 || length > LONGEST_STRING || length > remaining()) {
      throw badString(start, length, what);
    }
    return take(length, what);
  }

  /// A string that identifies something: 1 to `longest` bytes of valid UTF-8.
  String name(String what, int longest) throws GgufException {
    long start = position;
    long length = i64(what);
    if (length < 0 || length > remaining()) {
      throw badString(start, length, what);
    }
    if (length == 0 || length > longest) {
      throw failAt(
          start, "the %s is %d bytes long, 1 to %d are allowed".formatted(what, length, longest));
    }
    byte[] utf8 = take(length, what).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw failAt(
          start,
          "the %s %s is not valid UTF-8"
              .formatted(what, Printable.quote(new String(utf8, StandardCharsets.UTF_8))));
    }
  }

  /// The bytes of `count` strings with their lengths, which are checked but not looked at. A
  /// vocabulary has several 100,000 of them, so this loop is most of the time that opening takes.
  MemorySegment strings(long count) throws GgufException {
    long start = position;
    long end = bytes.byteSize();
    for (long i = 0; i < count; i++) {
      long left = end - position - 8;
      if (left < 0) {
        throw truncated(8, "the length of array element " + i);
      }
      long length = bytes.get(LittleEndian.I64, position);
      if (length < 0 || length > left || length > LONGEST_STRING) {
        throw badString(position, length, "array element " + i);
      }
      position += 8 + length;
    }
    return bytes.asSlice(start, position - start);
  }

  /// A failure at the current position.
  GgufException fail(String problem) {
    return failAt(position, problem);
  }

  /// A failure at a byte of the GGUF.
  GgufException failAt(long at, String problem) {
    String whose = subject.isEmpty() ? "" : subject + " " + Printable.quote(subjectName) + ": ";
    return new GgufException("%s: byte %d: %s%s".formatted(file, base + at, whose, problem));
  }

  private void need(long length, String what) throws GgufException {
    if (length > remaining()) {
      throw truncated(length, what);
    }
  }

  private GgufException truncated(long length, String what) {
    return fail(
        "the file ends in the middle of %s: %d bytes needed, %d left, %d missing; %s"
            .formatted(what, length, remaining(), length - remaining(), Advice.incomplete(file)));
  }

  private GgufException badString(long at, long length, String what) {
    long left = bytes.byteSize() - at - 8;
    if (length >= 0 && length <= LONGEST_STRING) {
      return failAt(
          at,
          "%s is %d bytes long, but only %d are left, %d missing; %s"
              .formatted(what, length, left, length - left, Advice.incomplete(file)));
    }
    return failAt(
        at,
        "%s claims %s bytes, the limit is %d; %s"
            .formatted(what, Long.toUnsignedString(length), LONGEST_STRING, Advice.DAMAGED));
  }
}
