package llamajar.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// One step of a program. Backends handle ops in an exhaustive `switch` without `default`, so that
/// a new op does not compile until each backend answers for it.
///
/// Every op writes values that no other op writes, and reads values written before it.
public sealed interface Op permits Op.OneInput, Op.OneOutput, RecurrentOp, SegmentOp {

  /// The values that this op reads.
  List<Value> inputs();

  /// The values that this op writes.
  List<Value> outputs();

  /// The weights that this op uses; none unless it says otherwise.
  default List<Tensor> weights() {
    return List.of();
  }

  /// The same op on other values.
  Op withValues(UnaryOperator<Value> rename);

  /// An op that reads one value.
  sealed interface OneInput extends Op {
    /// The value that it reads.
    Value in();

    @Override
    default List<Value> inputs() {
      return List.of(in());
    }
  }

  /// An op that writes one value.
  sealed interface OneOutput extends Op {
    /// The value that it writes.
    Value out();

    @Override
    default List<Value> outputs() {
      return List.of(out());
    }
  }

  /// `out[r] = table[token(r)]`.
  ///
  /// @param table `[width, vocabulary]`
  record Embed(Tensor table, Value out) implements OneOutput {
    @Override
    public List<Value> inputs() {
      return List.of();
    }

    @Override
    public List<Tensor> weights() {
      return List.of(table);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Embed(table, rename.apply(out));
    }
  }

  /// `out = in / sqrt(mean(in²) + epsilon) · weight`, for each row.
  ///
  /// @param weight `[width]`
  record RmsNorm(Value in, Tensor weight, float epsilon, Value out) implements OneInput, OneOutput {
    @Override
    public List<Tensor> weights() {
      return List.of(weight);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new RmsNorm(rename.apply(in), weight, epsilon, rename.apply(out));
    }
  }

  /// Matrix products that share their input.
  record MatMul(Value in, List<Product> products) implements OneInput {

    /// `out[o] = scale · Σ_i weight[o][i] · in[i] + bias[o]`.
    ///
    /// @param weight `[input width, output width]`
    /// @param scale the factor that belongs to the whole matrix; 1 for most types
    /// @param bias `[output width]`, or null
    public record Product(Tensor weight, float scale, @Nullable Tensor bias, Value out) {}

    /// Copies the list of products.
    public MatMul {
      products = List.copyOf(products);
    }

    @Override
    public List<Value> outputs() {
      List<Value> outputs = new ArrayList<>();
      for (Product product : products) {
        outputs.add(product.out());
      }
      return outputs;
    }

    @Override
    public List<Tensor> weights() {
      List<Tensor> weights = new ArrayList<>();
      for (Product product : products) {
        weights.add(product.weight());
        if (product.bias() != null) {
          weights.add(product.bias());
        }
      }
      return weights;
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      List<Product> renamed = new ArrayList<>();
      for (Product p : products) {
        renamed.add(new Product(p.weight, p.scale, p.bias, rename.apply(p.out)));
      }
      return new MatMul(rename.apply(in), renamed);
    }
  }

  /// Turns each head of each row by the angles of its position.
  ///
  /// @param in `[heads · headLength]` per row
  record Rope(Value in, int headCount, int headLength, Rotary rotary, Value out)
      implements OneInput, OneOutput {
    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Rope(rename.apply(in), headCount, headLength, rotary, rename.apply(out));
    }
  }

  /// Stores each row's key and value in the cache, then attends from each row's query to all
  /// positions of its sequence up to its own: `out = Σ_j softmax_j(scale · query · key_j) ·
  /// value_j`, for each head.
  ///
  /// @param query `[headCount · keyLength]` per row
  /// @param key `[headCountKv · keyLength]` per row
  /// @param value `[headCountKv · valueLength]` per row
  /// @param cache which layer of the cache, counted from 0
  /// @param headCount number of query heads; a multiple of the cache layer's heads
  /// @param scale factor on the scores
  /// @param window how many positions a row sees, its own included; 0: all
  /// @param out `[headCount · valueLength]` per row
  record Attention(
      Value query,
      Value key,
      Value value,
      int cache,
      int headCount,
      float scale,
      int window,
      Value out)
      implements OneOutput {

    /// The first position that a row at `position` sees.
    public int firstVisible(int position) {
      return window == 0 ? 0 : Math.max(0, position - window + 1);
    }

    @Override
    public List<Value> inputs() {
      return List.of(query, key, value);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Attention(
          rename.apply(query),
          rename.apply(key),
          rename.apply(value),
          cache,
          headCount,
          scale,
          window,
          rename.apply(out));
    }
  }

  /// `out = activation(gate) · up`, element by element.
  record Gate(Activation activation, Value gate, Value up, Value out) implements OneOutput {
    @Override
    public List<Value> inputs() {
      return List.of(gate, up);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Gate(activation, rename.apply(gate), rename.apply(up), rename.apply(out));
    }
  }

  /// `out = left + right`, element by element.
  record Add(Value left, Value right, Value out) implements OneOutput {
    @Override
    public List<Value> inputs() {
      return List.of(left, right);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Add(rename.apply(left), rename.apply(right), rename.apply(out));
    }
  }

  /// Keeps the rows of the tokens whose logits are wanted.
  record SelectOutputs(Value in, Value out) implements OneInput, OneOutput {
    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new SelectOutputs(rename.apply(in), rename.apply(out));
    }
  }
}
