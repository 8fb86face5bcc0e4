package llamajar.compute;

import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.gguf.Tensor;

/// An op whose result depends on the tokens before, of which it keeps a state of constant size for
/// each sequence: see [StateLayer].
public sealed interface RecurrentOp extends Op {

  /// The value that it writes.
  Value out();

  @Override
  default List<Value> outputs() {
    return List.of(out());
  }

  /// Which layer of the recurrent state it keeps, counted from 0.
  int state();

  /// The same op with another number of its layer of the recurrent state.
  RecurrentOp withState(int layer);

  /// Convolves each channel with the last tokens of its sequence: `out[r][c] = Σ_j weight[c][j] ·
  /// in[r − taps + 1 + j][c]`, where rows before the sequence's first are zero. The inputs of the
  /// last `taps − 1` tokens are the state, `[taps − 1 × channels]`.
  ///
  /// @param weight `[taps, channels]`
  /// @param state which layer of the recurrent state, counted from 0
  record Conv1d(Value in, Tensor weight, int state, Value out) implements RecurrentOp {

    @Override
    public List<Value> inputs() {
      return List.of(in);
    }

    /// Tokens that one result depends on.
    public int taps() {
      return Math.toIntExact(weight.shape().rowLength());
    }

    @Override
    public List<Tensor> weights() {
      return List.of(weight);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Conv1d(rename.apply(in), weight, state, rename.apply(out));
    }

    @Override
    public Conv1d withState(int layer) {
      return new Conv1d(in, weight, layer, out);
    }
  }

  /// The gated delta rule: each value head keeps a matrix `S`, `[keyLength × valueLength]`, which
  /// every token of the sequence changes and then reads.
  ///
  ///     S ← e^(rate · softplus(decay)) · S
  ///     S ← S + k · (σ(update) · (v − Sᵀ k))ᵀ
  ///     out = Sᵀ q / √keyLength
  ///
  /// with `q` and `k` of length 1. Yang et al., "Gated Delta Networks", 2024.
  ///
  /// @param query `[headCountKey · keyLength]` per row, before its length is made 1
  /// @param key `[headCountKey · keyLength]` per row, before its length is made 1
  /// @param value `[headCountValue · valueLength]` per row
  /// @param update how much of the error is corrected, `[headCountValue]` per row
  /// @param decay how much is forgotten, `[headCountValue]` per row
  /// @param rate `[headCountValue]`, negative numbers
  /// @param epsilon added to the square of the lengths of `q` and `k`
  /// @param state which layer of the recurrent state, counted from 0
  /// @param sharing which key head belongs to a value head
  /// @param out `[headCountValue · valueLength]` per row
  record DeltaNet(
      Value query,
      Value key,
      Value value,
      Value update,
      Value decay,
      Tensor rate,
      float epsilon,
      int headCountKey,
      int headCountValue,
      Sharing sharing,
      int state,
      Value out)
      implements RecurrentOp {

    /// How value heads share key heads.
    public enum Sharing {
      /// Neighbouring value heads share one.
      GROUPED,
      /// Value head `i` has key head `i mod headCountKey`.
      CYCLIC
    }

    /// Length of a query and a key.
    public int keyLength() {
      return key.width() / headCountKey;
    }

    /// Length of a value.
    public int valueLength() {
      return value.width() / headCountValue;
    }

    /// The key head that belongs to a value head.
    public int keyHead(int valueHead) {
      return switch (sharing) {
        case GROUPED -> valueHead / (headCountValue / headCountKey);
        case CYCLIC -> valueHead % headCountKey;
      };
    }

    /// `e^(rate · softplus(decay))`: what remains of the state.
    public static float kept(float rate, float decay) {
      // ln(1 + e^x) without overflow.
      double softplus = Math.max(decay, 0) + Math.log1p(Math.exp(-Math.abs(decay)));
      return (float) Math.exp(rate * softplus);
    }

    /// `σ(update)`: how much of the error is corrected.
    public static float corrected(float update) {
      return (float) (1 / (1 + Math.exp(-update)));
    }

    @Override
    public List<Value> inputs() {
      return List.of(query, key, value, update, decay);
    }

    @Override
    public List<Tensor> weights() {
      return List.of(rate);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new DeltaNet(
          rename.apply(query),
          rename.apply(key),
          rename.apply(value),
          rename.apply(update),
          rename.apply(decay),
          rate,
          epsilon,
          headCountKey,
          headCountValue,
          sharing,
          state,
          rename.apply(out));
    }

    @Override
    public DeltaNet withState(int layer) {
      return new DeltaNet(
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
          layer,
          out);
    }
  }
}
