package llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.gguf.MetadataValue.IntegerValue;

/// Makes GGUF files (version 3). Collect metadata and tensors, then write them once or more.
///
/// Keys and tensors keep the order in which they were added. Positions are computed before the first
/// byte is written, so weights may come from anywhere, one tensor after the other, and never have to
/// be in memory together. A file appears under its name only when it is complete.
///
///     new GgufWriter()
///         .put("general.architecture", MetadataValue.string("llama"))
///         .tensor("output.weight", TensorType.Q8_0, TensorShape.of(2048, 32000), weights)
///         .write(Path.of("model.gguf"));
public final class GgufWriter {
  private final Map<String, MetadataValue> metadata = new LinkedHashMap<>();
  private final Map<String, Item> tensors = new LinkedHashMap<>();

  private record Item(
      String name, TensorType type, TensorShape shape, long size, TensorSource source) {}

  /// A file that is written under a temporary name until all are complete.
  private record Unfinished(Path temporary, Path target) {}

  /// Makes a writer for an empty file.
  public GgufWriter() {}

  /// Sets a metadata value, replacing an earlier one. `general.alignment` also takes effect.
  ///
  /// @throws IllegalArgumentException if the key is empty or too long, or the alignment is
  ///   impossible
  public GgufWriter put(String key, MetadataValue value) {
    checkName(key, GgufReader.LONGEST_KEY);
    if (key.equals(Alignment.KEY)
        && !(value instanceof IntegerValue(ValueType type, long bytes)
            && type == ValueType.U32
            && Long.bitCount(bytes) == 1)) {
      throw new IllegalArgumentException("not an alignment: " + value);
    }
    metadata.put(key, value);
    return this;
  }

  /// Sets all values of other metadata, without the keys that describe how it is split.
  public GgufWriter putAll(Metadata other) {
    for (String key : other.keys()) {
      if (!key.startsWith("split.")) {
        other.value(key).ifPresent(value -> put(key, value));
      }
    }
    return this;
  }

  /// Adds a tensor whose bytes are at hand.
  ///
  /// @throws IllegalArgumentException if the name is taken, empty or too long, if rows don't
  ///   consist of whole blocks, or if there are more or fewer bytes than type and shape say
  public GgufWriter tensor(String name, TensorType type, TensorShape shape, MemorySegment data) {
    tensor(name, type, shape, sink -> sink.write(data));
    long size = byteSize(type, shape);
    if (data.byteSize() != size) {
      tensors.remove(name);
      throw new IllegalArgumentException(
          "tensor %s: %d bytes given, %d needed".formatted(name, data.byteSize(), size));
    }
    return this;
  }

  /// Adds a tensor whose bytes are made while writing.
  ///
  /// @throws IllegalArgumentException if the name is taken, empty or too long, or if rows don't
  ///   consist of whole blocks
  public GgufWriter tensor(String name, TensorType type, TensorShape shape, TensorSource source) {
    checkName(name, TensorTable.LONGEST_NAME);
    Item item = new Item(name, type, shape, byteSize(type, shape), source);
    if (tensors.putIfAbsent(name, item) != null) {
      throw new IllegalArgumentException("there is already a tensor " + name);
    }
    return this;
  }

  /// Adds a tensor of another file, unchanged.
  public GgufWriter tensor(Tensor tensor) {
    return tensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data());
  }

  /// Writes one file, replacing an existing one.
  ///
  /// @throws IOException if that fails; nothing is left behind then
  /// @throws IllegalStateException if a source gives fewer bytes than its tensor has
  public void write(Path target) throws IOException {
    finish(List.of(target), List.of(List.copyOf(tensors.values())), List.of(metadata));
  }

  /// Writes a split model: `model.gguf` becomes `model-00001-of-00003.gguf` and so on. The first
  /// part has all metadata.
  ///
  /// @return the files, in order
  /// @throws IOException if that fails; nothing is left behind then
  /// @throws IllegalStateException if a source gives fewer bytes than its tensor has, or if there
  ///   are more parts than names for them
  public List<Path> writeSplit(Path target, PartLimit limit) throws IOException {
    List<List<Item>> parts = distribute(limit);
    if (parts.size() > PartName.MOST_PARTS) {
      throw new IllegalStateException("too many parts: " + parts.size());
    }
    String prefix = String.valueOf(target.getFileName()).replaceFirst("\\.gguf$", "");
    List<Path> targets = new ArrayList<>();
    List<Map<String, MetadataValue>> heads = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      PartName name = new PartName(prefix, i + 1, parts.size());
      targets.add(target.resolveSibling(name.toString()));
      heads.add(head(i, parts.size()));
    }
    finish(targets, parts, heads);
    return targets;
  }

  private List<List<Item>> distribute(PartLimit limit) {
    List<List<Item>> parts = new ArrayList<>();
    List<Item> part = new ArrayList<>();
    long bytes = 0;
    for (Item item : tensors.values()) {
      boolean full = part.size() >= limit.tensors() || item.size > limit.bytes() - bytes;
      if (full && !part.isEmpty()) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(item);
      bytes += item.size;
    }
    parts.add(part);
    return parts;
  }

  private Map<String, MetadataValue> head(int index, int count) {
    Map<String, MetadataValue> head = new LinkedHashMap<>();
    MetadataValue alignment = metadata.get(Alignment.KEY);
    if (index == 0) {
      head.putAll(metadata);
    } else if (alignment != null) {
      head.put(Alignment.KEY, alignment);
    }
    // u16 as others write it, and u32 where that is too small.
    head.put(
        SplitModel.NUMBER_KEY,
        count > 0xFFFF ? MetadataValue.u32(index) : MetadataValue.u16(index));
    head.put(
        SplitModel.COUNT_KEY, count > 0xFFFF ? MetadataValue.u32(count) : MetadataValue.u16(count));
    head.put(SplitModel.TENSOR_COUNT_KEY, MetadataValue.i32(tensors.size()));
    return head;
  }

  private static void finish(
      List<Path> targets, List<List<Item>> parts, List<Map<String, MetadataValue>> heads)
      throws IOException {
    List<Unfinished> files = new ArrayList<>();
    try {
      for (int i = 0; i < targets.size(); i++) {
        Path target = targets.get(i);
        String name = "%s.%d.tmp".formatted(target.getFileName(), ProcessHandle.current().pid());
        Unfinished file = new Unfinished(target.resolveSibling(name), target);
        files.add(file);
        writePart(file.temporary, heads.get(i), parts.get(i));
      }
      for (Unfinished file : files) {
        Files.move(
            file.temporary,
            file.target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Unfinished file : files) {
        Files.deleteIfExists(file.temporary);
      }
    }
  }

  private static void writePart(Path file, Map<String, MetadataValue> head, List<Item> items)
      throws IOException {
    Alignment alignment =
        head.get(Alignment.KEY) instanceof IntegerValue value
            ? new Alignment(value.bits())
            : Alignment.DEFAULT;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      GgufOutput output = new GgufOutput(channel);
      output.i32(GgufReader.MAGIC);
      output.i32(GgufReader.NEWEST_VERSION);
      output.i64(items.size());
      output.i64(head.size());
      for (Map.Entry<String, MetadataValue> pair : head.entrySet()) {
        output.string(pair.getKey());
        output.i32(pair.getValue().type().id());
        output.bytes(ValueBytes.of(pair.getValue()));
        if (pair.getValue() instanceof ArrayValue array) {
          output.segment(array.bytes());
        }
      }
      long offset = 0;
      for (Item item : items) {
        writeInfo(output, item, offset);
        offset = alignment.up(Math.addExact(offset, item.size));
      }
      output.pad(alignment);
      for (Item item : items) {
        writeData(output, item);
        output.pad(alignment);
      }
      output.flush();
      channel.force(true);
    }
  }

  private static void writeInfo(GgufOutput output, Item item, long offset) throws IOException {
    output.string(item.name);
    output.i32(item.shape.dimensions());
    for (long extent : item.shape.extents()) {
      output.i64(extent);
    }
    output.i32(item.type.id());
    output.i64(offset);
  }

  private static void writeData(GgufOutput output, Item item) throws IOException {
    long start = output.position();
    item.source.writeTo(bytes -> {
      if (bytes.byteSize() > item.size - (output.position() - start)) {
        throw new IllegalArgumentException(
            "tensor %s: more than its %d bytes given".formatted(item.name, item.size));
      }
      output.segment(bytes);
    });
    long written = output.position() - start;
    if (written != item.size) {
      throw new IllegalStateException(
          "tensor %s: only %d of its %d bytes given".formatted(item.name, written, item.size));
    }
  }

  private static long byteSize(TensorType type, TensorShape shape) {
    return Math.multiplyExact(type.bytesFor(shape.rowLength()), shape.rowCount());
  }

  private static void checkName(String name, int longest) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > longest) {
      throw new IllegalArgumentException(
          "the name %s is %d bytes long, 1 to %d are allowed"
              .formatted(Printable.quote(name), length, longest));
    }
  }
}
