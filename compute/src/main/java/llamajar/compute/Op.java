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
public sealed interface Op
    permits Op.OneInput, Op.OneOutput, ExpertOp, RecurrentOp, SegmentOp, AddEmbedding {

  /// The values that this op reads.
  List<Value> inputs();

  /// The values that this op writes.
  List<Value> outputs();

  /// The weights that this op uses; none unless it says otherwise.
  default List<Tensor> weights() {
    return List.of();
  }

  /// How many of its weights are read for one token; all unless it says otherwise.
  default long weightsPerToken() {
    return weights().stream().mapToLong(tensor -> tensor.shape().elementCount()).sum();
  }

  /// The same op on other values.
  Op withValues(UnaryOperator<Value> rename);

  /// An op that reads one value.
  sealed interface OneInput extends Op
      permits MatMul,
          Rope,
          SelectOutputs,
          NormOp,
          ElementOp.Activate,
          ElementOp.Scale,
          ElementOp.SoftCap,
          ExpertOp.Route {
    /// The value that it reads.
    Value in();

    @Override
    default List<Value> inputs() {
      return List.of(in());
    }
  }

  /// An op that writes one value.
  sealed interface OneOutput extends Op
      permits Given,
          Embed,
          Rope,
          Attention,
          SelectOutputs,
          NormOp,
          ElementOp,
          ExpertOp.WeightedSum {
    /// The value that it writes.
    Value out();

    @Override
    default List<Value> outputs() {
      return List.of(out());
    }
  }

  /// Rows that whoever runs the program brings along, because another program computed them: see
  /// [Executable#run(Batch, KvStore, List)]. These ops come before all others.
  ///
  /// @param index which of the matrices that are brought along, counted from 0
  record Given(int index, Value out) implements OneOutput {
    @Override
    public List<Value> inputs() {
      return List.of();
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Given(index, rename.apply(out));
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
    public long weightsPerToken() {
      return out.width();
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Embed(table, rename.apply(out));
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

  /// Stores each row's key and value in the cache, then attends from each row's query to the
  /// positions of its sequence that it sees: `out = Σ_j weight_j · value_j`, for each head; see
  /// [Scoring] for the weights.
  ///
  /// @param query `[headCount · keyLength]` per row
  /// @param key `[headCountKv · keyLength]` per row; null: the cache's layer belongs to an earlier
  ///   op, which has stored these positions, and nothing is stored
  /// @param value `[headCountKv · valueLength]` per row; null if there is no key, or if values are
  ///   the beginnings of keys
  /// @param cache which layer of the cache, counted from 0
  /// @param headCount number of query heads; a multiple of the cache layer's heads
  /// @param out `[headCount · valueLength]` per row
  record Attention(
      Value query,
      @Nullable Value key,
      @Nullable Value value,
      int cache,
      int headCount,
      Scoring scoring,
      Value out)
      implements OneOutput {

    /// The first position that a row at `position` sees.
    public int firstVisible(int position) {
      return scoring.firstVisible(position);
    }

    /// One past the last position that a row of a batch sees.
    public int visibleEnd(Batch batch, int row) {
      return scoring.visibleEnd(batch.position(row), batch.sequenceEnd(row));
    }

    @Override
    public List<Value> inputs() {
      List<Value> inputs = new ArrayList<>(List.of(query));
      if (key != null) {
        inputs.add(key);
      }
      if (value != null) {
        inputs.add(value);
      }
      return inputs;
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Attention(
          rename.apply(query),
          key == null ? null : rename.apply(key),
          value == null ? null : rename.apply(value),
          cache,
          headCount,
          scoring,
          rename.apply(out));
    }

    /// The same op with another number of its layer of the cache.
    public Attention withCache(int layer) {
      return new Attention(query, key, value, layer, headCount, scoring, out);
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
