package llamajar.testkit;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;

/// A model file of any architecture, tensor by tensor, with random F32 weights and the tokenizer of
/// [TinyModels]. Equal calls give equal files.
///
///     TinyFile file = new TinyFile("olmo2").size("block_count", 2).matrix("blk.0.attn_q", 64, 64);
public final class TinyFile {
  /// Number of tokens.
  public static final int VOCABULARY = 300;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// @param values `[elements]` float32
  private record Weights(TensorShape shape, MemorySegment values) {}

  private final String architecture;
  private final SplittableRandom random = new SplittableRandom(11);
  private final Map<String, MetadataValue> keys = new LinkedHashMap<>();
  private final Map<String, Weights> tensors = new LinkedHashMap<>();

  /// A file that says which architecture it has, and that its context is 512.
  public TinyFile(String architecture) {
    this.architecture = architecture;
    keys.put("general.architecture", MetadataValue.string(architecture));
    size("context_length", 512);
  }

  /// Sets an integer among the architecture's keys.
  public TinyFile size(String key, int value) {
    keys.put(architecture + "." + key, MetadataValue.u32(value));
    return this;
  }

  /// Sets a number among the architecture's keys.
  public TinyFile number(String key, float value) {
    keys.put(architecture + "." + key, MetadataValue.f32(value));
    return this;
  }

  /// Sets any value among the architecture's keys.
  public TinyFile value(String key, MetadataValue value) {
    keys.put(architecture + "." + key, value);
    return this;
  }

  /// Adds `name.weight`, a matrix whose products are about as large as their input.
  public TinyFile matrix(String name, int rowLength, int rows) {
    double size = Math.sqrt(3.0 / rowLength);
    return add(name + ".weight", -size, size, rowLength, rows);
  }

  /// Adds `name.weight`, a stack of such matrices.
  public TinyFile stack(String name, int rowLength, int rows, int matrices) {
    double size = Math.sqrt(3.0 / rowLength);
    return add(name + ".weight", -size, size, rowLength, rows, matrices);
  }

  /// Adds `name.weight`, factors around 1.
  public TinyFile norm(String name, int... extents) {
    long[] all = new long[extents.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = extents[i];
    }
    return add(name + ".weight", 0.5, 1.5, all);
  }

  /// Adds a vector of small numbers under this very name.
  public TinyFile vector(String name, int length) {
    return vector(name, length, -0.5, 0.5);
  }

  /// Adds a vector of numbers in a range under this very name.
  public TinyFile vector(String name, int length, double least, double most) {
    return add(name, least, most, length);
  }

  /// Leaves a tensor out.
  public TinyFile without(String tensor) {
    tensors.remove(tensor);
    return this;
  }

  private TinyFile add(String name, double least, double most, long... extents) {
    TensorShape shape = TensorShape.of(extents);
    int count = Math.toIntExact(shape.elementCount());
    MemorySegment values = MemorySegment.ofArray(new byte[Float.BYTES * count]);
    for (int i = 0; i < count; i++) {
      values.setAtIndex(FLOAT, i, (float) random.nextDouble(least, most));
    }
    tensors.put(name, new Weights(shape, values));
    return this;
  }

  /// Writes the file.
  ///
  /// @return `file`
  public Path write(Path file) throws IOException {
    GgufWriter writer = new GgufWriter();
    keys.forEach(writer::put);
    new TinyVocabulary(VOCABULARY).metadata().forEach(writer::put);
    tensors.forEach(
        (name, weights) -> writer.tensor(name, TensorType.F32, weights.shape(), weights.values()));
    writer.write(file);
    return file;
  }
}
