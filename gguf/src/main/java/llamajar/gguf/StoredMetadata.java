package llamajar.gguf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llamajar.gguf.MetadataValue.BoolValue;
import llamajar.gguf.MetadataValue.FloatValue;
import llamajar.gguf.MetadataValue.IntegerValue;
import llamajar.gguf.MetadataValue.StringValue;

/// Metadata values by key, converted on access.
final class StoredMetadata implements Metadata {
  /// Limits of what one access copies to the heap, far above any real vocabulary.
  private static final long MOST_BYTES = 1L << 28;

  private static final long MOST_ELEMENTS = 1L << 22;

  private static final byte[] NO_BYTES = {};

  private final String source;
  private final Map<String, MetadataValue> values;

  StoredMetadata(String source, Map<String, MetadataValue> values) {
    this.source = source;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  @Override
  public Set<String> keys() {
    return values.keySet();
  }

  @Override
  public boolean has(String key) {
    return values.containsKey(key);
  }

  @Override
  public Optional<MetadataValue> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public Optional<String> string(String key) throws GgufException {
    MetadataValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof StringValue string)) {
      throw unsuitable(key, value, "a string");
    }
    checkSize(key, string.utf8().byteSize(), MOST_BYTES, "bytes");
    byte[] utf8 = ValueBytes.copy(string.utf8());
    return Optional.of(new String(utf8, StandardCharsets.UTF_8));
  }

  @Override
  public Optional<Long> integer(String key) throws GgufException {
    MetadataValue value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(toInteger(key, value));
  }

  @Override
  public Optional<Double> number(String key) throws GgufException {
    MetadataValue value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(toNumber(key, value));
  }

  @Override
  public Optional<Boolean> bool(String key) throws GgufException {
    MetadataValue value = values.get(key);
    return switch (value) {
      case null -> Optional.empty();
      case BoolValue bool -> Optional.of(bool.value());
      case IntegerValue integer -> Optional.of(integer.bits() != 0);
      case FloatValue number -> throw unsuitable(key, number, "a truth value");
      case StringValue string -> throw unsuitable(key, string, "a truth value");
      case ArrayValue array -> throw unsuitable(key, array, "a truth value");
    };
  }

  @Override
  public Optional<List<byte[]>> stringArray(String key) throws GgufException {
    MetadataValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof ArrayValue array) || array.elementType() != ValueType.STRING) {
      throw unsuitable(key, value, "an array of strings");
    }
    checkSize(key, array.count(), MOST_ELEMENTS, "elements");
    checkSize(key, array.bytes().byteSize(), MOST_BYTES, "bytes");
    LittleEndianReader bytes = new LittleEndianReader(array.bytes());
    List<byte[]> strings = new ArrayList<>((int) array.count());
    long at = 0;
    for (long i = 0; i < array.count(); i++) {
      int length = (int) bytes.i64(at);
      strings.add(length == 0 ? NO_BYTES : bytes.copy(at + 8, length));
      at += 8 + length;
    }
    return Optional.of(Collections.unmodifiableList(strings));
  }

  @Override
  public Optional<long[]> integerArray(String key) throws GgufException {
    MetadataValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof ArrayValue array)) {
      return Optional.of(new long[] {toInteger(key, value)});
    }
    checkSize(key, array.count(), MOST_ELEMENTS, "elements");
    long[] integers = new long[(int) array.count()];
    int i = 0;
    for (MetadataValue element : array) {
      integers[i++] = toInteger(key, element);
    }
    return Optional.of(integers);
  }

  @Override
  public Optional<float[]> floatArray(String key) throws GgufException {
    MetadataValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof ArrayValue array)) {
      return Optional.of(new float[] {(float) toNumber(key, value)});
    }
    checkSize(key, array.count(), MOST_ELEMENTS, "elements");
    float[] floats = new float[(int) array.count()];
    int i = 0;
    for (MetadataValue element : array) {
      floats[i++] = (float) toNumber(key, element);
    }
    return Optional.of(floats);
  }

  @Override
  public Optional<byte[]> byteArray(String key) throws GgufException {
    MetadataValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof ArrayValue array)
        || (array.elementType() != ValueType.U8 && array.elementType() != ValueType.I8)) {
      throw unsuitable(key, value, "an array of bytes");
    }
    checkSize(key, array.count(), MOST_BYTES, "bytes");
    return Optional.of(ValueBytes.copy(array.bytes()));
  }

  @Override
  public String requireString(String key) throws GgufException {
    return string(key).orElseThrow(() -> missing(key));
  }

  @Override
  public long requireInteger(String key) throws GgufException {
    return integer(key).orElseThrow(() -> missing(key));
  }

  @Override
  public double requireNumber(String key) throws GgufException {
    return number(key).orElseThrow(() -> missing(key));
  }

  @Override
  public long requireInteger(String key, long least, long most) throws GgufException {
    return integer(key, least, most).orElseThrow(() -> missing(key));
  }

  @Override
  public Optional<Long> integer(String key, long least, long most) throws GgufException {
    Optional<Long> value = integer(key);
    if (value.isPresent() && (value.get() < least || value.get() > most)) {
      throw fail(key, "the value %d is outside %d to %d".formatted(value.get(), least, most));
    }
    return value;
  }

  private long toInteger(String key, MetadataValue value) throws GgufException {
    return switch (value) {
      case IntegerValue integer -> {
        if (integer.exceedsLong()) {
          throw fail(key, "the value %s does not fit into 63 bits".formatted(integer));
        }
        yield integer.bits();
      }
      case BoolValue bool -> bool.value() ? 1 : 0;
      case FloatValue number -> {
        // Above 2^53 a float is not a count that someone meant.
        if (Math.abs(number.value()) > 0x1p53 || number.value() != Math.rint(number.value())) {
          throw unsuitable(key, number, "a whole number");
        }
        yield (long) number.value();
      }
      case StringValue string -> throw unsuitable(key, string, "a whole number");
      case ArrayValue array -> throw unsuitable(key, array, "a single whole number");
    };
  }

  private double toNumber(String key, MetadataValue value) throws GgufException {
    return switch (value) {
      case FloatValue number -> number.value();
      case IntegerValue integer ->
          integer.exceedsLong() ? (integer.bits() >>> 1) * 2.0 : integer.bits();
      case BoolValue bool -> bool.value() ? 1 : 0;
      case StringValue string -> throw unsuitable(key, string, "a number");
      case ArrayValue array -> throw unsuitable(key, array, "a single number");
    };
  }

  private void checkSize(String key, long size, long limit, String unit) throws GgufException {
    if (size > limit) {
      throw fail(key, "the value has %d %s, the limit is %d".formatted(size, unit, limit));
    }
  }

  private GgufException unsuitable(String key, MetadataValue value, String wanted) {
    String type =
        value instanceof ArrayValue array
            ? "array of " + array.elementType().label()
            : value.type().label();
    return fail(key, "the value %s (%s) is not %s".formatted(value, type, wanted));
  }

  private GgufException missing(String key) {
    return fail(key, "is missing, so the file can't be used for this");
  }

  private GgufException fail(String key, String problem) {
    return new GgufException("%s: key %s: %s".formatted(source, Printable.quote(key), problem));
  }
}
