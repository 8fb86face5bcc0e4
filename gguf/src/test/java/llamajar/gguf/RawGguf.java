package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Puts GGUF bytes together field by field, so that any field can be wrong.
final class RawGguf {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Field> fields = new ArrayList<>();

  /// Where a number is, for those who want to overwrite it.
  record Field(int position, int size) {}

  static RawGguf magic() {
    return new RawGguf().raw('G', 'G', 'U', 'F');
  }

  /// The header of a version 3 file.
  static RawGguf header(long tensors, long pairs) {
    return magic().u32(3).u64(tensors).u64(pairs);
  }

  RawGguf raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  RawGguf zeros(int count) {
    bytes.writeBytes(new byte[count]);
    return this;
  }

  RawGguf number(long value, int size) {
    fields.add(new Field(bytes.size(), size));
    bytes.writeBytes(ValueBytes.integer(value, size));
    return this;
  }

  RawGguf u32(long value) {
    return number(value, 4);
  }

  RawGguf u64(long value) {
    return number(value, 8);
  }

  RawGguf string(String value) {
    return string(value.getBytes(StandardCharsets.UTF_8));
  }

  RawGguf string(byte[] value) {
    u64(value.length);
    bytes.writeBytes(value);
    return this;
  }

  /// The key and type of a pair; the value comes next.
  RawGguf key(String key, long type) {
    return string(key).u32(type);
  }

  RawGguf info(String name, long type, long offset, long... extents) {
    string(name).u32(extents.length);
    for (long extent : extents) {
      u64(extent);
    }
    return u32(type).u64(offset);
  }

  RawGguf pad(int alignment) {
    return zeros((alignment - bytes.size() % alignment) % alignment);
  }

  int size() {
    return bytes.size();
  }

  List<Field> fields() {
    return List.copyOf(fields);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /// Opens what is there so far.
  GgufFile open() throws GgufException {
    return open("model.gguf", bytes());
  }

  @SuppressWarnings("MustBeClosedChecker") // the file closes the arena
  static GgufFile open(String name, byte[] bytes) throws GgufException {
    return GgufFile.ofBytes(name, MemorySegment.ofArray(bytes), Arena.ofConfined());
  }

  /// The message with which it is refused.
  String refusal() {
    return refusal("model.gguf", bytes());
  }

  static String refusal(String name, byte[] bytes) {
    GgufException refusal =
        catchThrowableOfType(GgufException.class, () -> open(name, bytes).close());
    assertThat(refusal).as("must be refused").isNotNull();
    return checked(refusal);
  }

  /// The message, which must be one printable line.
  static String checked(GgufException refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertThat(message).isNotBlank().hasSizeLessThan(1000);
    assertThat(message.codePoints().noneMatch(Character::isISOControl)).as(message).isTrue();
    return message;
  }
}
