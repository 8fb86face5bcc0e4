package llamajar.engine.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Value;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.BlockCodec;
import llamajar.gguf.quant.Codecs;
import org.jspecify.annotations.Nullable;

/// A model file as architectures read it: hyperparameters by their key without the architecture's
/// prefix, and weights by name. What is missing or out of range is an error that names it. For one
/// thread.
public final class ModelSource {
  /// No size in a model's metadata is larger than this; it keeps products of sizes inside a `long`.
  private static final long LARGEST_SIZE = 1L << 30;

  private final GgufFile file;
  private final String architecture;
  private final int wantedContextLength;
  private final Set<String> keysRead = new HashSet<>();
  private final Set<String> tensorsRead = new HashSet<>();

  /// Reads a model file to run it with all the context it was made for.
  ///
  /// @throws IOException if it does not say which architecture it has
  public ModelSource(GgufFile file) throws IOException {
    this(file, 0);
  }

  /// Reads a model file.
  ///
  /// @param contextLength most positions of a sequence; 0: what the model was made for
  /// @throws IOException if it does not say which architecture it has
  public ModelSource(GgufFile file, int contextLength) throws IOException {
    this.file = file;
    wantedContextLength = contextLength;
    architecture =
        file.metadata()
            .string("general.architecture")
            .orElseThrow(() ->
                new ModelException(
                    file.path() + ": the key general.architecture is missing; not a model"));
  }

  /// The file that was opened.
  public Path path() {
    return file.path();
  }

  /// The value of `general.architecture`.
  public String architecture() {
    return architecture;
  }

  /// Most positions of a sequence in this run.
  public int contextLength() throws IOException {
    int trained = size("context_length");
    return wantedContextLength == 0 ? trained : wantedContextLength;
  }

  /// Tensors that the file has and nobody has asked for yet, in the order of the file. After a
  /// program was made, they are those that have no influence on it.
  public List<String> unreadTensors() {
    List<String> unread = new ArrayList<>();
    for (Tensor tensor : file.tensors()) {
      if (!tensorsRead.contains(tensor.name())) {
        unread.add(tensor.name());
      }
    }
    return unread;
  }

  /// Hyperparameters that the file has and nobody has asked for yet, in the order of the file.
  /// After a program was made, they are those that have no influence on it.
  public List<String> unreadKeys() {
    List<String> unread = new ArrayList<>();
    for (String key : file.metadata().keys()) {
      if (key.startsWith(architecture + ".") && !keysRead.contains(key)) {
        unread.add(key);
      }
    }
    return unread;
  }

  /// A size that must be present, at least 1.
  public int size(String key) throws IOException {
    return required(key, optionalSize(key));
  }

  /// A size, at least 1, if it is present.
  public Optional<Integer> optionalSize(String key) throws IOException {
    Optional<Long> value = file.metadata().integer(full(key));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(inRange(key, value.get(), 1));
  }

  /// A number of things, at least 0, or `fallback` if it is absent.
  public int count(String key, int fallback) throws IOException {
    Optional<Long> value = file.metadata().integer(full(key));
    return value.isEmpty() ? fallback : inRange(key, value.get(), 0);
  }

  /// A number of things, at least 0, if it is present.
  public Optional<Integer> optionalCount(String key) throws IOException {
    Optional<Long> value = file.metadata().integer(full(key));
    return value.isEmpty() ? Optional.empty() : Optional.of(inRange(key, value.get(), 0));
  }

  /// The truth of a statement, or `fallback` if the file does not say.
  public boolean flag(String key, boolean fallback) throws IOException {
    return file.metadata().bool(full(key)).orElse(fallback);
  }

  /// A list of integers; empty if it is absent.
  public long[] integers(String key) throws IOException {
    return file.metadata().integerArray(full(key)).orElse(new long[0]);
  }

  /// A size of one layer that must be present, at least 1.
  public int layerSize(String key, int layer) throws IOException {
    return required(key, optionalLayerSize(key, layer));
  }

  /// A size of one layer, at least 1: the key's value, or its `layer`-th element if it is an array.
  public Optional<Integer> optionalLayerSize(String key, int layer) throws IOException {
    Optional<long[]> values = file.metadata().integerArray(full(key));
    if (values.isEmpty()) {
      return Optional.empty();
    }
    long[] all = values.get();
    if (all.length != 1 && layer >= all.length) {
      throw new ModelException(
          "%s: the key %s has %d elements; layer %d needs one more"
              .formatted(path(), full(key), all.length, layer));
    }
    return Optional.of(inRange(key, all.length == 1 ? all[0] : all[layer], 1));
  }

  /// A finite number that must be present.
  public float number(String key) throws IOException {
    return finite(key, required(key, file.metadata().number(full(key))));
  }

  /// A finite number, or `fallback` if it is absent.
  public float number(String key, float fallback) throws IOException {
    Optional<Double> value = file.metadata().number(full(key));
    return value.isEmpty() ? fallback : finite(key, value.get());
  }

  /// A finite number, if it is present.
  public Optional<Float> optionalNumber(String key) throws IOException {
    Optional<Double> value = file.metadata().number(full(key));
    return value.isEmpty() ? Optional.empty() : Optional.of(finite(key, value.get()));
  }

  /// A string, if it is present.
  public Optional<String> string(String key) throws IOException {
    return file.metadata().string(full(key));
  }

  /// A tensor that must be present.
  public Tensor tensor(String name) throws ModelException {
    return optionalTensor(name)
        .orElseThrow(
            () -> new ModelException("%s: the tensor %s is missing".formatted(path(), name)));
  }

  /// A tensor, if it is present.
  public Optional<Tensor> optionalTensor(String name) {
    tensorsRead.add(name);
    return file.tensor(name);
  }

  /// Takes note that what begins with this prefix is left out on purpose.
  public void skipTensors(String prefix) {
    for (Tensor tensor : file.tensors()) {
      if (tensor.name().startsWith(prefix)) {
        tensorsRead.add(tensor.name());
      }
    }
  }

  /// A tensor of plain numbers as floats.
  ///
  /// @param count how many there must be
  public float[] floats(Tensor tensor, int count) throws ModelException {
    BlockCodec codec = Codecs.of(tensor.type());
    if (tensor.shape().elementCount() != count || codec.blockLength() != 1) {
      throw new ModelException(
          "%s: tensor %s is %s %s; %d plain numbers are needed"
              .formatted(path(), tensor.name(), tensor.type(), tensor.shape(), count));
    }
    float[] values = new float[count];
    codec.decodeBlocks(tensor.data(), 0, count, values, 0);
    return values;
  }

  /// Checks that a tensor has the number of rows that the metadata say.
  ///
  /// @param meaning where the number comes from, such as `llama.attention.head_count`
  public void requireRows(Tensor tensor, long rows, String meaning) throws ModelException {
    if (tensor.shape().rowCount() != rows) {
      throw new ModelException(
          "%s: tensor %s has the shape %s; %s needs %d rows"
              .formatted(path(), tensor.name(), tensor.shape(), meaning, rows));
    }
  }

  /// Appends the linear layer `name` to a program: `name.weight`, with `name.bias` if there is one,
  /// and with the factor `name.scale` that NVFP4 matrices have.
  public Value linear(ProgramBuilder program, Value in, String name) throws ModelException {
    return linear(program, in, name, tensor(name + ".weight"));
  }

  /// Appends a linear layer whose weights are stored under another name.
  public Value linear(ProgramBuilder program, Value in, String name, Tensor weight)
      throws ModelException {
    if (weight.shape().extent2() * weight.shape().extent3() != 1) {
      throw new ModelException(
          "%s: tensor %s has the shape %s; a matrix is needed"
              .formatted(path(), weight.name(), weight.shape()));
    }
    @Nullable Tensor bias = optionalTensor(name + ".bias").orElse(null);
    return program.matMul(in, weight, scale(name), bias);
  }

  /// The factor `name.scale` of a whole matrix; 1 if the file has none.
  public float scale(String name) throws ModelException {
    Optional<Tensor> scale = optionalTensor(name + ".scale");
    return scale.isEmpty() ? 1 : floats(scale.get(), 1)[0];
  }

  private <T> T required(String key, Optional<T> value) throws ModelException {
    return value.orElseThrow(
        () -> new ModelException("%s: the key %s is missing".formatted(path(), full(key))));
  }

  private int inRange(String key, long value, long least) throws ModelException {
    if (value < least || value > LARGEST_SIZE) {
      throw new ModelException(
          "%s: the key %s is %d; %d to %d are possible"
              .formatted(path(), full(key), value, least, LARGEST_SIZE));
    }
    return (int) value;
  }

  private float finite(String key, double value) throws ModelException {
    if (!Double.isFinite(value)) {
      throw new ModelException(
          "%s: the key %s is %s; a finite number is needed".formatted(path(), full(key), value));
    }
    return (float) value;
  }

  private String full(String key) {
    String full = architecture + "." + key;
    keysRead.add(full);
    return full;
  }
}
