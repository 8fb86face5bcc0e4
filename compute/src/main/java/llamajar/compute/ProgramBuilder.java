package llamajar.compute;

import java.util.ArrayList;
import java.util.List;
import llamajar.compute.ExpertOp.ExpertMatMul.Product;
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

  /// See [NormOp.RmsNorm]: the whole row.
  public Value rmsNorm(Value in, @Nullable Tensor weight, float epsilon) {
    return rmsNorm(in, 1, weight, epsilon);
  }

  /// See [NormOp.RmsNorm]: each of `headCount` heads by itself.
  public Value rmsNorm(Value in, int headCount, @Nullable Tensor weight, float epsilon) {
    int length = segmentLength(in, headCount, weight, null);
    Value out = like(in, in.width());
    ops.add(new NormOp.RmsNorm(in, length, weight, epsilon, out));
    return out;
  }

  /// See [NormOp.LayerNorm]: each of `headCount` heads by itself; 1: the whole row.
  public Value layerNorm(
      Value in, int headCount, @Nullable Tensor weight, @Nullable Tensor bias, float epsilon) {
    int length = segmentLength(in, headCount, weight, bias);
    Value out = like(in, in.width());
    ops.add(new NormOp.LayerNorm(in, length, weight, bias, epsilon, out));
    return out;
  }

  private static int segmentLength(
      Value in, int headCount, @Nullable Tensor weight, @Nullable Tensor bias) {
    int length = headLength(in, headCount);
    for (@Nullable Tensor tensor : new @Nullable Tensor[] {weight, bias}) {
      if (tensor != null) {
        long count = tensor.shape().elementCount();
        String expected =
            headCount == 1 ? in.width() + " weights" : length + " weights, or that for each head";
        require(tensor, count == length || count == in.width(), expected);
      }
    }
    return length;
  }

  private static int headLength(Value in, int headCount) {
    if (in.width() % headCount != 0) {
      throw new IllegalArgumentException(
          "a row of %d can't be divided into %d heads".formatted(in.width(), headCount));
    }
    return in.width() / headCount;
  }

  /// See [Op.MatMul]: one product.
  public Value matMul(Value in, Tensor weight, float scale, @Nullable Tensor bias) {
    require(weight, weight.shape().rowLength() == in.width(), "rows of " + in.width());
    Value out = like(in, width(weight.shape().rowCount(), weight));
    if (bias != null) {
      require(bias, bias.shape().elementCount() == out.width(), out.width() + " weights");
    }
    ops.add(new Op.MatMul(in, List.of(new Op.MatMul.Product(weight, scale, bias, out))));
    return out;
  }

  /// See [Op.Rope].
  public Value rope(Value in, int headCount, Rotary rotary) {
    int headLength = headLength(in, headCount);
    if (rotary.dimensions() > headLength) {
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
      Value query, Value key, Value value, int headCount, int headCountKv, Scoring scoring) {
    CacheLayer layer =
        new CacheLayer(
            headCountKv,
            key.width() / headCountKv,
            value.width() / headCountKv,
            false,
            cachedWindow(scoring));
    if (headCount % headCountKv != 0
        || layer.keyLength() * headCountKv != key.width()
        || layer.valueLength() * headCountKv != value.width()
        || layer.keyLength() * headCount != query.width()) {
      throw new IllegalArgumentException(
          "attention with %d heads of queries [%d], %d heads of keys [%d] and values [%d]"
              .formatted(headCount, query.width(), headCountKv, key.width(), value.width()));
    }
    requireSinks(scoring, headCount);
    Value out = tokens(headCount * layer.valueLength());
    ops.add(new Op.Attention(query, key, value, cacheLayers.size(), headCount, scoring, out));
    cacheLayers.add(layer);
    return out;
  }

  /// How many positions a cache keeps of one sequence. Rows that see both sides are all in one
  /// batch, during which nothing can be given back.
  private static int cachedWindow(Scoring scoring) {
    return scoring.causal() ? scoring.window() : 0;
  }

  /// See [Op.Attention]: with the beginnings of keys as values, which the cache keeps once.
  ///
  /// @param valueLength how many numbers of each key
  public Value attentionOverKeys(
      Value query, Value key, int valueLength, int headCount, int headCountKv, Scoring scoring) {
    CacheLayer layer =
        new CacheLayer(
            headCountKv, key.width() / headCountKv, valueLength, true, cachedWindow(scoring));
    if (headCount % headCountKv != 0
        || layer.keyLength() * headCountKv != key.width()
        || layer.keyLength() * headCount != query.width()
        || valueLength > layer.keyLength()) {
      throw new IllegalArgumentException(
          "attention with %d heads of queries [%d], %d heads of keys [%d] and values of %d"
              .formatted(headCount, query.width(), headCountKv, key.width(), valueLength));
    }
    requireSinks(scoring, headCount);
    Value out = tokens(headCount * valueLength);
    ops.add(new Op.Attention(query, key, null, cacheLayers.size(), headCount, scoring, out));
    cacheLayers.add(layer);
    return out;
  }

  /// See [Op.Attention]: over the keys and values that an earlier attention stored.
  ///
  /// @param cache number of that attention, counted from 0
  public Value attention(Value query, int cache, int headCount, Scoring scoring) {
    CacheLayer layer = cacheLayers.get(cache);
    boolean seesMore = scoring.window() == 0 || scoring.window() > layer.window();
    if (headCount % layer.headCount() != 0
        || layer.keyLength() * headCount != query.width()
        || (layer.window() != 0 && seesMore)) {
      throw new IllegalArgumentException(
          "attention with %d heads of queries [%d] over %s"
              .formatted(headCount, query.width(), layer));
    }
    requireSinks(scoring, headCount);
    Value out = tokens(headCount * layer.valueLength());
    ops.add(new Op.Attention(query, null, null, cache, headCount, scoring, out));
    return out;
  }

  private static void requireSinks(Scoring scoring, int headCount) {
    if (scoring.hasSinks() && scoring.sinkCount() != headCount) {
      throw new IllegalArgumentException(
          "%d attention sinks for %d heads".formatted(scoring.sinkCount(), headCount));
    }
  }

  /// See [ElementOp.Gate].
  public Value gate(Activation activation, Value gate, Value up) {
    requireSameShape(gate, up);
    Value out = like(gate, gate.width());
    ops.add(new ElementOp.Gate(activation, gate, up, out));
    return out;
  }

  /// See [ElementOp.ClampedGate].
  public Value clampedGate(Value gate, Value up, float alpha, float limit) {
    requireSameShape(gate, up);
    Value out = like(gate, gate.width());
    ops.add(new ElementOp.ClampedGate(gate, up, alpha, limit, out));
    return out;
  }

  /// See [ElementOp.Activate].
  public Value activate(Activation activation, Value in) {
    Value out = like(in, in.width());
    ops.add(new ElementOp.Activate(activation, in, out));
    return out;
  }

  /// See [ElementOp.Scale]. A factor of 1 adds nothing to the program.
  public Value scale(Value in, float factor) {
    if (factor == 1) {
      return in;
    }
    Value out = like(in, in.width());
    ops.add(new ElementOp.Scale(in, factor, out));
    return out;
  }

  /// See [ElementOp.SoftCap].
  public Value softCap(Value in, float cap) {
    Value out = like(in, in.width());
    ops.add(new ElementOp.SoftCap(in, cap, out));
    return out;
  }

  /// See [ElementOp.Add].
  public Value add(Value left, Value right) {
    requireSameShape(left, right);
    Value out = like(left, left.width());
    ops.add(new ElementOp.Add(left, right, out));
    return out;
  }

  /// The experts that rows choose, and their weights.
  ///
  /// @param experts see [ExpertOp.Route#experts()]
  /// @param factors see [ExpertOp.Route#factors()]
  public record Routed(Value experts, Value factors) {}

  /// See [ExpertOp.Route].
  public Routed route(Value logits, Routing routing, @Nullable Tensor bias) {
    if (routing.chosen() > logits.width() || logits.width() % routing.groups() != 0) {
      throw new IllegalArgumentException(
          "%d of %d experts in %d groups"
              .formatted(routing.chosen(), logits.width(), routing.groups()));
    }
    if (bias != null) {
      require(bias, bias.shape().elementCount() == logits.width(), logits.width() + " weights");
    }
    Routed routed = new Routed(like(logits, routing.chosen()), like(logits, routing.chosen()));
    ops.add(new ExpertOp.Route(logits, routing, bias, routed.experts(), routed.factors()));
    return routed;
  }

  /// See [ExpertOp.ExpertMatMul]: one product.
  public Value expertMatMul(
      Value in,
      Value experts,
      List<Tensor> matrices,
      @Nullable Tensor scale,
      @Nullable Tensor bias) {
    Tensor first = matrices.getFirst();
    long length = first.shape().rowLength();
    require(
        first,
        length == in.width() || length * experts.width() == in.width(),
        "rows of " + in.width() + ", or that for all " + experts.width() + " experts together");
    for (Tensor matrix : matrices) {
      require(
          matrix,
          matrix.shape().equals(first.shape()) && matrix.type() == first.type(),
          "for each expert the same, as " + first.name() + ": " + first.type() + first.shape());
    }
    int width = width(first.shape().rowCount(), first);
    if (scale != null) {
      require(scale, scale.shape().elementCount() == matrices.size(), "one for each expert");
    }
    if (bias != null) {
      require(
          bias,
          bias.shape().rowLength() == width && bias.shape().rowCount() == matrices.size(),
          "[%d, %d]".formatted(width, matrices.size()));
    }
    Value out = like(in, Math.multiplyExact(experts.width(), width));
    Product product = new Product(matrices, scale, bias, out);
    ops.add(new ExpertOp.ExpertMatMul(in, experts, List.of(product)));
    return out;
  }

  /// See [ExpertOp.WeightedSum].
  public Value weightedSum(Value parts, Value factors) {
    if (parts.width() % factors.width() != 0 || parts.rows() != factors.rows()) {
      throw new IllegalArgumentException("%s in %s parts".formatted(parts, factors));
    }
    Value out = like(parts, parts.width() / factors.width());
    ops.add(new ExpertOp.WeightedSum(parts, factors, out));
    return out;
  }

  /// See [AddEmbedding].
  public Value addEmbedding(Value in, Tensor table, AddEmbedding.Index index) {
    require(table, table.shape().rowLength() == in.width(), "rows of " + in.width());
    Value out = tokens(in.width());
    ops.add(new AddEmbedding(in, table, index, out));
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

  /// See [SegmentOp.Join].
  public Value join(Value left, Value right, int segments) {
    if (left.rows() != right.rows()
        || left.width() % segments != 0
        || right.width() % segments != 0) {
      throw new IllegalArgumentException(
          "%s and %s can't be joined in %d segments".formatted(left, right, segments));
    }
    Value out = like(left, left.width() + right.width());
    ops.add(new SegmentOp.Join(left, right, segments, out));
    return out;
  }

  /// See [SegmentOp.SegmentMatMul].
  public Value segmentMatMul(Value in, List<Tensor> matrices, boolean transposed) {
    Tensor first = matrices.getFirst();
    int segments = matrices.size();
    long inputs = transposed ? first.shape().rowCount() : first.shape().rowLength();
    long outputs = transposed ? first.shape().rowLength() : first.shape().rowCount();
    for (Tensor matrix : matrices) {
      require(
          matrix,
          inputs * segments == in.width()
              && matrix.shape().equals(first.shape())
              && matrix.type() == first.type(),
          "%d inputs for each of %d segments".formatted(in.width() / segments, segments));
    }
    Value out = like(in, width(Math.multiplyExact(outputs, segments), first));
    ops.add(new SegmentOp.SegmentMatMul(in, matrices, transposed, out));
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
