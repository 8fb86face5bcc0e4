package llamajar.gguf;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The key-value section of a GGUF file, with access that tolerates the types different writers
/// use.
///
/// Every getter that finds a value of a kind it can't turn into what was asked for throws
/// [GgufException] naming file, key, and type found.
public interface Metadata {

  /// All keys, in the order of the file.
  Set<String> keys();

  /// Whether the key is present.
  boolean has(String key);

  /// A string value.
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
}
