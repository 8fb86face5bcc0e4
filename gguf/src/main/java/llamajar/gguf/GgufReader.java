package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import llamajar.gguf.MetadataValue.StringValue;

/// Reads the front part of a GGUF (header, metadata, tensor table) and proves it consistent.
final class GgufReader {
  static final int MAGIC = 0x46554747;
  static final int HEADER_BYTES = 24;
  static final int OLDEST_VERSION = 2;
  static final int NEWEST_VERSION = 3;
  static final int LONGEST_KEY = 65_535;

  private static final int LEAST_PAIR_BYTES = 14;
  private static final int LEAST_INFO_BYTES = 24;

  /// Limits on what is kept on the heap, far above any real model.
  private static final long MOST_ENTRIES = 1L << 20;

  private static final long MOST_KEY_BYTES = 1L << 26;
  private static final long MOST_ELEMENTS = 1L << 30;

  private final Cursor cursor;
  private final MemorySegment bytes;
  private final long base;

  /// @param file what messages call the file
  /// @param bytes the GGUF, from its first byte to the last that may belong to it
  /// @param base where in the file it starts
  GgufReader(String file, MemorySegment bytes, long base) {
    this.cursor = new Cursor(file, bytes, base);
    this.bytes = bytes;
    this.base = base;
  }

  /// Reads everything but the weights.
  GgufContents read() throws GgufException {
    if (bytes.byteSize() == 0) {
      throw new GgufException(cursor.file() + ": the file is empty; download it again");
    }
    int version = version();
    long tensorCount = cursor.i64("the number of tensors");
    long pairCount = cursor.i64("the number of metadata entries");
    checkCount(8, tensorCount, LEAST_INFO_BYTES, "tensors");
    checkCount(16, pairCount, LEAST_PAIR_BYTES, "metadata entries");
    StoredMetadata metadata = metadata(pairCount);
    TensorTable table = new TensorTable(cursor, bytes, base, Alignment.of(cursor, metadata));
    return new GgufContents(version, metadata, table.read(tensorCount));
  }

  private int version() throws GgufException {
    if (bytes.byteSize() < 4 || cursor.i32("the magic") != MAGIC) {
      throw new GgufException(
          "%s: not a GGUF file but %s"
              .formatted(cursor.file(), ForeignFile.explain(cursor.file(), bytes)));
    }
    int version = cursor.i32("the version");
    if (version >= OLDEST_VERSION && version <= NEWEST_VERSION) {
      return version;
    }
    if (version != 0 && (version & 0xFFFF) == 0) {
      throw cursor.failAt(
          4, "this is a big-endian GGUF (for s390x machines); get the little-endian file");
    }
    throw cursor.failAt(
        4,
        "GGUF version %s can't be read, only %d and %d; %s"
            .formatted(
                Integer.toUnsignedString(version),
                OLDEST_VERSION,
                NEWEST_VERSION,
                version == 1 ? "get a newer conversion of the model" : Advice.DAMAGED));
  }

  private void checkCount(long at, long count, int leastBytes, String what) throws GgufException {
    if (count < 0 || count > (bytes.byteSize() - HEADER_BYTES) / leastBytes) {
      throw cursor.failAt(
          at,
          "the file claims %s %s, which can't fit into its %d bytes; %s"
              .formatted(
                  Long.toUnsignedString(count),
                  what,
                  bytes.byteSize(),
                  Advice.incomplete(cursor.file())));
    }
    if (count > MOST_ENTRIES) {
      throw cursor.failAt(
          at, "the file claims %d %s, the limit is %d".formatted(count, what, MOST_ENTRIES));
    }
  }

  private StoredMetadata metadata(long count) throws GgufException {
    Map<String, MetadataValue> values = new LinkedHashMap<>();
    long keyBytes = 0;
    for (long i = 0; i < count; i++) {
      long start = cursor.position();
      String key = cursor.name("a key", i, LONGEST_KEY);
      keyBytes += cursor.position() - start;
      if (keyBytes > MOST_KEY_BYTES) {
        throw cursor.failAt(
            start,
            "the keys take more than %d bytes together; %s"
                .formatted(MOST_KEY_BYTES, Advice.DAMAGED));
      }
      cursor.about("key", key);
      if (values.putIfAbsent(key, value()) != null) {
        throw cursor.failAt(start, "the key is there twice; " + Advice.DAMAGED);
      }
      cursor.about("", "");
    }
    return new StoredMetadata(cursor.file(), values);
  }

  private MetadataValue value() throws GgufException {
    ValueType type = valueType("the type of the value");
    return switch (type) {
      case U8, I8, U16, I16, U32, I32, F32, U64, I64, F64 -> cursor.scalar(type, "the value");
      case BOOL -> {
        checkBools(1);
        yield cursor.scalar(type, "the value");
      }
      case STRING -> new StringValue(cursor.string("the string"));
      case ARRAY -> array();
    };
  }

  private ArrayValue array() throws GgufException {
    ValueType type = valueType("the type of the array's elements");
    if (type == ValueType.ARRAY) {
      throw cursor.fail("arrays of arrays are not allowed; " + Advice.DAMAGED);
    }
    long start = cursor.position();
    long count = cursor.i64("the array's length");
    long leastBytes = type == ValueType.STRING ? 8 : type.byteSize();
    if (count < 0 || count > cursor.remaining() / leastBytes) {
      throw cursor.failAt(
          start,
          "an array of %s %s can't fit into the %d bytes that are left; %s"
              .formatted(
                  Long.toUnsignedString(count),
                  type.label(),
                  cursor.remaining(),
                  Advice.incomplete(cursor.file())));
    }
    if (count > MOST_ELEMENTS) {
      throw cursor.failAt(
          start, "an array has %d elements, the limit is %d".formatted(count, MOST_ELEMENTS));
    }
    if (type == ValueType.STRING) {
      return new ArrayValue(type, count, cursor.strings(count));
    }
    if (type == ValueType.BOOL) {
      checkBools(count);
    }
    return new ArrayValue(type, count, cursor.take(count * type.byteSize(), "the array"));
  }

  private ValueType valueType(String what) throws GgufException {
    int id = cursor.i32(what);
    Optional<ValueType> type = ValueType.withId(id);
    if (type.isEmpty()) {
      throw cursor.failAt(
          cursor.position() - 4,
          "%s is %s, only 0 to 12 exist; %s"
              .formatted(what, Integer.toUnsignedString(id), Advice.DAMAGED));
    }
    return type.get();
  }

  /// Looks at the truth values that come next.
  private void checkBools(long count) throws GgufException {
    for (long i = 0; i < Math.min(count, cursor.remaining()); i++) {
      int value = cursor.peek(i);
      if (value > 1) {
        throw cursor.failAt(
            cursor.position() + i, "a bool is %d, not 0 or 1; %s".formatted(value, Advice.DAMAGED));
      }
    }
  }
}
