package llamajar.testkit;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.RandomBlocks;

/// Makes very small models of the `llama` architecture with random weights and a working byte-pair
/// tokenizer, in milliseconds. Equal settings give equal files.
///
///     TinyModels model = TinyModels.llama().embedding(256).type(TensorType.Q4_K);
///     Path file = model.write(folder.resolve("tiny.gguf"));
///
/// Rows are as long as the hidden state and the feed-forward layer: both must be multiples of the
/// block length of the types in use, 256 for the K and IQ types.
public final class TinyModels {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Matrices that are filled alike.
  private record Kind(TensorType type, long rowLength) {
    RandomBlocks randomBlocks() {
      return RandomBlocks.of(type, 1 / Math.sqrt((double) rowLength));
    }
  }

  private final Map<Kind, RandomBlocks> blocks = new HashMap<>();
  private final Map<String, MetadataValue> keys = new LinkedHashMap<>();
  private final Map<String, float[]> vectors = new LinkedHashMap<>();
  private final Set<String> missing = new HashSet<>();
  private Function<String, TensorType> types = name -> TensorType.F32;
  private int layers = 2;
  private int embeddingLength = 64;
  private int feedForwardLength = 96;
  private int heads = 4;
  private int headsKv = 2;
  private int vocabularySize = 320;
  private int contextLength = 512;
  private boolean biases;
  private boolean tied;
  private long seed = 1;

  private TinyModels() {}

  /// A model with 2 layers, a hidden state of 64, 4 query and 2 key-value heads of 16, a
  /// feed-forward layer of 96, 320 tokens, a context of 512, an output matrix of its own and F32
  /// weights.
  public static TinyModels llama() {
    return new TinyModels();
  }

  /// Sets the number of transformer blocks.
  public TinyModels layers(int value) {
    layers = value;
    return this;
  }

  /// Sets the length of the hidden state; must be an even multiple of the number of heads.
  public TinyModels embedding(int value) {
    embeddingLength = value;
    return this;
  }

  /// Sets the length of the feed-forward layer.
  public TinyModels feedForward(int value) {
    feedForwardLength = value;
    return this;
  }

  /// Sets the number of query heads and of the key-value heads that they share.
  public TinyModels heads(int query, int keyValue) {
    heads = query;
    headsKv = keyValue;
    return this;
  }

  /// Sets the number of tokens: 258 to 960.
  public TinyModels vocabulary(int size) {
    vocabularySize = size;
    return this;
  }

  /// Sets the context length that the model states.
  public TinyModels context(int length) {
    contextLength = length;
    return this;
  }

  /// Stores all matrices in this type.
  public TinyModels type(TensorType type) {
    return perTensor(name -> type);
  }

  /// Chooses the type of each matrix by its name, such as `blk.0.attn_q.weight`.
  public TinyModels perTensor(Function<String, TensorType> choice) {
    types = choice;
    return this;
  }

  /// Gives every matrix of the layers a bias.
  public TinyModels biases(boolean value) {
    biases = value;
    return this;
  }

  /// Leaves the output matrix out, so that the embedding takes its place.
  public TinyModels tied(boolean value) {
    tied = value;
    return this;
  }

  /// Sets where the random numbers begin.
  public TinyModels seed(long value) {
    seed = value;
    return this;
  }

  /// Adds or replaces a metadata value.
  public TinyModels with(String key, MetadataValue value) {
    keys.put(key, value);
    return this;
  }

  /// Adds an F32 tensor of one dimension, such as `rope_freqs.weight`, or replaces one.
  public TinyModels with(String tensor, float... values) {
    vectors.put(tensor, values);
    return this;
  }

  /// Leaves a metadata key or a tensor out.
  public TinyModels without(String keyOrTensor) {
    missing.add(keyOrTensor);
    return this;
  }

  /// Writes the model.
  ///
  /// @return `file`
  public Path write(Path file) throws IOException {
    writer().write(file);
    return file;
  }

  /// The model before it is written, for tests that change more.
  public GgufWriter writer() {
    GgufWriter writer = new GgufWriter();
    Map<String, MetadataValue> metadata = new LinkedHashMap<>(hyperparameters());
    metadata.putAll(new TinyVocabulary(vocabularySize).metadata());
    metadata.putAll(keys);
    metadata.keySet().removeAll(missing);
    metadata.forEach(writer::put);
    SplittableRandom random = new SplittableRandom(seed);
    addTensors(writer, random);
    vectors.forEach((name, values) -> add(writer, name, values));
    return writer;
  }

  private Map<String, MetadataValue> hyperparameters() {
    Map<String, MetadataValue> sizes = new LinkedHashMap<>();
    sizes.put("general.architecture", MetadataValue.string("llama"));
    sizes.put("general.name", MetadataValue.string("tiny"));
    sizes.put("llama.context_length", MetadataValue.u32(contextLength));
    sizes.put("llama.block_count", MetadataValue.u32(layers));
    sizes.put("llama.embedding_length", MetadataValue.u32(embeddingLength));
    sizes.put("llama.feed_forward_length", MetadataValue.u32(feedForwardLength));
    sizes.put("llama.attention.head_count", MetadataValue.u32(heads));
    sizes.put("llama.attention.head_count_kv", MetadataValue.u32(headsKv));
    sizes.put("llama.attention.layer_norm_rms_epsilon", MetadataValue.f32(1e-5f));
    sizes.put("llama.rope.dimension_count", MetadataValue.u32(embeddingLength / heads));
    sizes.put("llama.rope.freq_base", MetadataValue.f32(10_000));
    return sizes;
  }

  private void addTensors(GgufWriter writer, SplittableRandom random) {
    int hiddenKv = embeddingLength / heads * headsKv;
    matrix(writer, random, "token_embd", embeddingLength, vocabularySize, false);
    for (int layer = 0; layer < layers; layer++) {
      String block = "blk.%d.".formatted(layer);
      norm(writer, random, block + "attn_norm.weight");
      matrix(writer, random, block + "attn_q", embeddingLength, embeddingLength, biases);
      matrix(writer, random, block + "attn_k", embeddingLength, hiddenKv, biases);
      matrix(writer, random, block + "attn_v", embeddingLength, hiddenKv, biases);
      matrix(writer, random, block + "attn_output", embeddingLength, embeddingLength, biases);
      norm(writer, random, block + "ffn_norm.weight");
      matrix(writer, random, block + "ffn_gate", embeddingLength, feedForwardLength, biases);
      matrix(writer, random, block + "ffn_up", embeddingLength, feedForwardLength, biases);
      matrix(writer, random, block + "ffn_down", feedForwardLength, embeddingLength, biases);
    }
    norm(writer, random, "output_norm.weight");
    if (!tied) {
      matrix(writer, random, "output", embeddingLength, vocabularySize, false);
    }
  }

  private void matrix(
      GgufWriter writer,
      SplittableRandom random,
      String stem,
      long rowLength,
      int rows,
      boolean biased) {
    String name = stem + ".weight";
    // Every tensor has its own numbers, so that leaving one out changes no other.
    SplittableRandom own = random.split();
    if (!missing.contains(name)) {
      TensorType type = types.apply(name);
      MemorySegment bytes =
          MemorySegment.ofArray(new byte[Math.toIntExact(type.bytesFor(rowLength) * rows)]);
      blocks
          .computeIfAbsent(new Kind(type, rowLength), Kind::randomBlocks)
          .fill(own, bytes, 0, rowLength * rows / type.blockLength());
      writer.tensor(name, type, TensorShape.of(rowLength, rows), bytes);
    }
    if (biased) {
      vector(writer, stem + ".bias", uniform(random.split(), rows, -0.1, 0.1));
    }
  }

  private void norm(GgufWriter writer, SplittableRandom random, String name) {
    vector(writer, name, uniform(random.split(), embeddingLength, 0.9, 1.1));
  }

  private void vector(GgufWriter writer, String name, float[] values) {
    if (missing.contains(name) || vectors.containsKey(name)) {
      return;
    }
    add(writer, name, values);
  }

  private static void add(GgufWriter writer, String name, float[] values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * values.length]);
    MemorySegment.copy(values, 0, bytes, FLOAT, 0, values.length);
    writer.tensor(name, TensorType.F32, TensorShape.of(values.length), bytes);
  }

  private static float[] uniform(SplittableRandom random, int count, double least, double most) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(least, most);
    }
    return values;
  }
}
