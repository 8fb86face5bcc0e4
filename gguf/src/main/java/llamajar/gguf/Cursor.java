package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads a GGUF from front to back and believes none of it: every length is compared with the bytes
/// that are left before anything is read or allocated.
final class Cursor {
  private static final long LONGEST_STRING = 1L << 30;

  private final String file;
  private final LittleEndianReader bytes;
  private final long size;
  private final long base;
  private long position;
  private String subject = "";
  private String subjectName = "";

  /// @param file what messages call the file
  /// @param bytes the GGUF
  /// @param base where in the file the GGUF starts
  Cursor(String file, MemorySegment bytes, long base) {
    this.file = file;
    this.bytes = new LittleEndianReader(bytes);
    this.size = bytes.byteSize();
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
    return size - position;
  }

  int i32(String what) throws GgufException {
    need(4, what);
    int value = bytes.i32(position);
    position += 4;
    return value;
  }

  long i64(String what) throws GgufException {
    need(8, what);
    long value = bytes.i64(position);
    position += 8;
    return value;
  }

  /// A byte that comes `ahead` bytes later, which must exist.
  int peek(long ahead) {
    return bytes.u8(position + ahead);
  }

  /// The next `length` bytes.
  MemorySegment take(long length, String what) throws GgufException {
    need(length, what);
    MemorySegment taken = bytes.bytes().asSlice(position, length);
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
  ///
  /// @param index which of its kind this is, for messages
  String name(String what, long index, int longest) throws GgufException {
    long start = position;
    long length = i64(what);
    if (length < 0 || length > remaining()) {
      throw badString(start, length, what);
    }
    if (length == 0 || length > longest) {
      throw failAt(
          start,
          "%s (number %d) is %d bytes long, 1 to %d are allowed; %s"
              .formatted(what, index, length, longest, Advice.DAMAGED));
    }
    byte[] utf8 = bytes.copy(position, (int) length);
    position += length;
    if (isAscii(utf8)) {
      return new String(utf8, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw failAt(
          start,
          "%s (number %d, %s) is not valid UTF-8; %s"
              .formatted(
                  what,
                  index,
                  Printable.quote(new String(utf8, StandardCharsets.UTF_8)),
                  Advice.DAMAGED));
    }
  }

  /// The bytes of `count` strings with their lengths, which are checked but not looked at. A
  /// vocabulary has several 100,000 of them, so this loop is most of the time that opening takes.
  MemorySegment strings(long count) throws GgufException {
    long start = position;
    for (long i = 0; i < count; i++) {
      long left = size - position - 8;
      if (left < 0) {
        throw truncated(8, "an array of strings");
      }
      long length = bytes.i64(position);
      if (length < 0 || length > left || length > LONGEST_STRING) {
        throw badString(position, length, "array element " + i);
      }
      position += 8 + length;
    }
    return bytes.bytes().asSlice(start, position - start);
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

  /// The value of a type with a fixed size.
  MetadataValue scalar(ValueType type, String what) throws GgufException {
    need(type.byteSize(), what);
    MetadataValue value = ValueBytes.scalar(type, bytes, position);
    position += type.byteSize();
    return value;
  }

  private static boolean isAscii(byte[] utf8) {
    for (byte b : utf8) {
      if (b < 0) {
        return false;
      }
    }
    return true;
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
    long left = size - at - 8;
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
