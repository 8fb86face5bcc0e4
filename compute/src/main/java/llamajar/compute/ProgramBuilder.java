package llamajar.compute;

import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Op.MatMul.Product;
import llamajar.compute.Value.Rows;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// Writes a program down op by op; each method appends an op and returns its result.
///
/// Shapes are checked here, so that a model whose tensors contradict each other is refused by the
/// tensor's name when it is opened.
public final class ProgramBuilder {
  private final List<Op> ops = new ArrayList<>();
  private final List<CacheLayer> cacheLayers = new ArrayList<>();
  private final List<StateLayer> stateLayers = new ArrayList<>();
  private int valueCount;

  /// See [Op.Embed].
  public Value embed(Tensor table) {
    Value out = tokens(width(table.shape().rowLength(), table));
    ops.add(new Op.Embed(table, out));
    return out;
  }

  /// See [Op.RmsNorm].
  public Value rmsNorm(Value in, Tensor weight, float epsilon) {
    require(weight, weight.shape().elementCount() == in.width(), in.width() + " weights");
    Value out = like(in, in.width());
    ops.add(new Op.RmsNorm(in, weight, epsilon, out));
    return out;
  }

  /// See [Op.MatMul]: one product.
  public Value matMul(Value in, Tensor weight, float scale, @Nullable Tensor bias) {
    require(weight, weight.shape().rowLength() == in.width(), "rows of " + in.width());
    Value out = like(in, width(weight.shape().rowCount(), weight));
    if (bias != null) {
      require(bias, bias.shape().elementCount() == out.width(), out.width() + " weights");
    }
    ops.add(new Op.MatMul(in, List.of(new Product(weight, scale, bias, out))));
    return out;
  }

  /// See [Op.Rope].
  public Value rope(Value in, int headCount, Rotary rotary) {
    int headLength = in.width() / headCount;
    if (headLength * headCount != in.width() || rotary.dimensions() > headLength) {
      throw new IllegalArgumentException(
          "%d heads of %d rotated components do not fit in a row of %d"
              .formatted(headCount, rotary.dimensions(), in.width()));
    }
    Value out = like(in, in.width());
    ops.add(new Op.Rope(in, headCount, headLength, rotary, out));
    return out;
  }

  /// See [Op.Attention]. Makes a layer of the cache for its keys and values.
  public Value attention(
      Value query,
      Value key,
      Value value,
      int headCount,
      int headCountKv,
      float scale,
      int window) {
    CacheLayer layer =
        new CacheLayer(headCountKv, key.width() / headCountKv, value.width() / headCountKv);
    if (headCount % headCountKv != 0
        || layer.keyLength() * headCountKv != key.width()
        || layer.valueLength() * headCountKv != value.width()
        || layer.keyLength() * headCount != query.width()) {
      throw new IllegalArgumentException(
          "attention with %d heads of queries [%d], %d heads of keys [%d] and values [%d]"
              .formatted(headCount, query.width(), headCountKv, key.width(), value.width()));
    }
    Value out = tokens(headCount * layer.valueLength());
    ops.add(new Op.Attention(query, key, value, cacheLayers.size(), headCount, scale, window, out));
    cacheLayers.add(layer);
    return out;
  }

  /// See [Op.Gate].
  public Value gate(Activation activation, Value gate, Value up) {
    requireSameShape(gate, up);
    Value out = like(gate, gate.width());
    ops.add(new Op.Gate(activation, gate, up, out));
    return out;
  }

  /// See [Op.Add].
  public Value add(Value left, Value right) {
    requireSameShape(left, right);
    Value out = like(left, left.width());
    ops.add(new Op.Add(left, right, out));
    return out;
  }

  /// See [RecurrentOp.Conv1d]. Makes a layer of the recurrent state for the tokens before.
  public Value conv1d(Value in, Tensor weight) {
    require(weight, weight.shape().rowCount() == in.width(), in.width() + " rows");
    Value out = tokens(in.width());
    RecurrentOp.Conv1d conv = new RecurrentOp.Conv1d(in, weight, stateLayers.size(), out);
    ops.add(conv);
    stateLayers.add(new StateLayer(Math.multiplyExact(conv.taps() - 1, in.width())));
    return out;
  }

  /// See [RecurrentOp.DeltaNet]. Makes a layer of the recurrent state for its matrices.
  public Value deltaNet(
      Value query,
      Value key,
      Value value,
      Value update,
      Value decay,
      Tensor rate,
      float epsilon,
      int headCountKey,
      int headCountValue,
      RecurrentOp.DeltaNet.Sharing sharing) {
    require(
        rate,
        rate.shape().elementCount() == headCountValue,
        headCountValue + " weights, one a head");
    requireSameShape(query, key);
    requireSameShape(update, decay);
    if (key.width() % headCountKey != 0
        || value.width() % headCountValue != 0
        || headCountValue % headCountKey != 0
        || update.width() != headCountValue) {
      throw new IllegalArgumentException(
          "a delta rule with %d heads of keys [%d], %d heads of values [%d] and updates [%d]"
              .formatted(headCountKey, key.width(), headCountValue, value.width(), update.width()));
    }
    Value out = tokens(value.width());
    RecurrentOp.DeltaNet delta =
        new RecurrentOp.DeltaNet(
            query,
            key,
            value,
            update,
            decay,
            rate,
            epsilon,
            headCountKey,
            headCountValue,
            sharing,
            stateLayers.size(),
            out);
    ops.add(delta);
    stateLayers.add(new StateLayer(Math.multiplyExact(delta.keyLength(), value.width())));
    return out;
  }

  /// See [SegmentOp.Slice].
  public Value slice(Value in, int segments, int first, int length) {
    int stride = in.width() / segments;
    if (stride * segments != in.width() || first < 0 || length < 1 || first + length > stride) {
      throw new IllegalArgumentException(
          "%d floats from %d on of each of %d segments of a row of %d"
              .formatted(length, first, segments, in.width()));
    }
    Value out = like(in, segments * length);
    ops.add(new SegmentOp.Slice(in, segments, first, length, out));
    return out;
  }

  /// See [Op.SelectOutputs].
  public Value selectOutputs(Value in) {
    Value out = new Value(valueCount++, in.width(), Rows.OUTPUTS);
    ops.add(new Op.SelectOutputs(in, out));
    return out;
  }

  /// The finished program.
  public Program build(Value logits) {
    return new Program(ops, cacheLayers, stateLayers, logits);
  }

  private Value tokens(int width) {
    return new Value(valueCount++, width, Rows.TOKENS);
  }

  private Value like(Value in, int width) {
    return new Value(valueCount++, width, in.rows());
  }

  private static int width(long width, Tensor tensor) {
    require(tensor, width > 0 && width <= Integer.MAX_VALUE / 4, "1 to 2^29 rows");
    return (int) width;
  }

  private static void require(Tensor tensor, boolean condition, String expected) {
    if (!condition) {
      throw new IllegalArgumentException(
          "tensor %s has the shape %s; the model needs %s"
              .formatted(tensor.name(), tensor.shape(), expected));
    }
  }

  private static void requireSameShape(Value left, Value right) {
    if (left.width() != right.width() || left.rows() != right.rows()) {
      throw new IllegalArgumentException("%s and %s differ in shape".formatted(left, right));
    }
  }
}
