package llamajar.gguf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The key-value section of a GGUF file, with access that tolerates the types different writers
/// use.
///
/// Every getter that finds a value of a kind it can't turn into what was asked for throws
/// [GgufException] naming file, key, and type found.
public interface Metadata {

  /// Metadata that is not from a file.
  ///
  /// @param source what messages call it
  static Metadata of(String source, Map<String, MetadataValue> values) {
    return new StoredMetadata(source, values);
  }

  /// All keys, in the order of the file.
  Set<String> keys();

  /// Whether the key is present.
  boolean has(String key);

  /// The value as it is stored, of any type.
  Optional<MetadataValue> value(String key);

  /// A string value. Invalid UTF-8 in it becomes U+FFFD.
  Optional<String> string(String key) throws GgufException;

  /// An integer of any stored width (or a boolean, or an integral float).
  Optional<Long> integer(String key) throws GgufException;

  /// A number of any stored type.
  Optional<Double> number(String key) throws GgufException;

  /// A truth value (bool, or any integer).
  Optional<Boolean> bool(String key) throws GgufException;

  /// An array of strings, as bytes, because vocabularies contain invalid UTF-8.
  Optional<List<byte[]>> stringArray(String key) throws GgufException;

  /// An array of numbers as integers; a scalar counts as an array of one.
  Optional<long[]> integerArray(String key) throws GgufException;

  /// An array of numbers as floats; a scalar counts as an array of one.
  Optional<float[]> floatArray(String key) throws GgufException;

  /// An array of 8-bit integers.
  Optional<byte[]> byteArray(String key) throws GgufException;

  /// A string without which the file is of no use.
  ///
  /// @throws GgufException also if the key is missing
  String requireString(String key) throws GgufException;

  /// An integer without which the file is of no use.
  ///
  /// @throws GgufException also if the key is missing
  long requireInteger(String key) throws GgufException;

  /// A number without which the file is of no use.
  ///
  /// @throws GgufException also if the key is missing
  double requireNumber(String key) throws GgufException;

  /// An integer that must be in a range, so that what it drives can't get out of hand.
  ///
  /// @param least the smallest allowed value
  /// @param most the largest allowed value
  /// @throws GgufException also if the key is missing or the value is outside the range
  long requireInteger(String key, long least, long most) throws GgufException;

  /// The same for a key that may be absent.
  ///
  /// @throws GgufException also if the value is outside the range
  Optional<Long> integer(String key, long least, long most) throws GgufException;
}
