package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mapping in order of insertion. Templates may change it.
public final class DictValue implements Value {
  /// @param key as it was given first
  /// @param value what it maps to
  public record Entry(Value key, Value value) {}

  /// By what [HashKey] makes of keys, because Python takes `1`, `1.0` and `True` for the same key.
  private final Map<Object, Entry> entries = new LinkedHashMap<>();

  /// A mapping with these entries.
  public static DictValue copyOf(DictValue other) {
    DictValue copy = new DictValue();
    copy.entries.putAll(other.entries);
    return copy;
  }

  /// What a key maps to, or null.
  public @Nullable Value get(Value key) {
    Entry entry = entries.get(HashKey.of(key));
    return entry == null ? null : entry.value;
  }

  /// What a string maps to, or null.
  public @Nullable Value get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value;
  }

  /// Whether a key is there.
  public boolean contains(Value key) {
    return entries.containsKey(HashKey.of(key));
  }

  /// Adds or replaces.
  public void put(Value key, Value value) {
    Object hashed = HashKey.of(key);
    Entry before = entries.get(hashed);
    entries.put(hashed, new Entry(before == null ? key : before.key, value));
  }

  /// Adds or replaces.
  public void put(String key, Value value) {
    entries.put(key, new Entry(new Text(key), value));
  }

  /// Removes a key.
  ///
  /// @return what it mapped to, or null
  public @Nullable Value remove(Value key) {
    Entry entry = entries.remove(HashKey.of(key));
    return entry == null ? null : entry.value;
  }

  /// Removes all.
  public void clear() {
    entries.clear();
  }

  /// All entries in order, as they are now.
  public List<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  /// All keys in order, as they are now.
  public List<Value> keys() {
    List<Value> keys = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> keys.add(entry.key));
    return keys;
  }

  /// Number of entries.
  public int size() {
    return entries.size();
  }

  @Override
  public String typeName() {
    return "dict";
  }

  @Override
  public boolean truth() {
    return !entries.isEmpty();
  }
}
