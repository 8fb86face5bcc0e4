package llamajar.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.gguf.Tensor;
import org.jspecify.annotations.Nullable;

/// An op of a mixture of experts: each row chooses a few of many matrices.
///
/// Rows of expert results hold one part for each chosen expert, in the order of [Route#experts()].
public sealed interface ExpertOp extends Op {

  /// Chooses experts for each row and weighs them.
  ///
  /// @param in logits, `[experts]` per row
  /// @param bias added to probabilities to choose by, not to weigh with, `[experts]`; null: 0
  /// @param experts the chosen ones, best first, `[chosen]` per row: their numbers, as floats,
  ///   which hold them exactly
  /// @param factors the weights of the chosen ones, `[chosen]` per row
  record Route(Value in, Routing routing, @Nullable Tensor bias, Value experts, Value factors)
      implements ExpertOp, Op.OneInput {
    @Override
    public List<Value> outputs() {
      return List.of(experts, factors);
    }

    @Override
    public List<Tensor> weights() {
      return bias == null ? List.of() : List.of(bias);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Route(
          rename.apply(in), routing, bias, rename.apply(experts), rename.apply(factors));
    }
  }

  /// Products with the matrices of the chosen experts.
  ///
  /// @param in `[input width]` per row, for all experts the same, or `[chosen · input width]`, for
  ///   each chosen expert its own
  /// @param experts which ones, `[chosen]` per row
  record ExpertMatMul(Value in, Value experts, List<Product> products) implements ExpertOp {

    /// `out[slot][o] = scale[e] · Σ_i matrix[e][o][i] · in[i] + bias[e][o]`, with `e` the expert
    /// chosen for `slot`.
    ///
    /// @param matrices one for each expert, `[input width, output width]`, all of one type and
    ///   shape
    /// @param scale factor on each expert's product, `[experts]`; null: 1
    /// @param bias `[output width, experts]`; null: 0
    /// @param out `[chosen · output width]` per row
    public record Product(
        List<Tensor> matrices, @Nullable Tensor scale, @Nullable Tensor bias, Value out) {
      /// Copies the list of matrices.
      public Product {
        matrices = List.copyOf(matrices);
      }
    }

    /// Copies the list of products.
    public ExpertMatMul {
      products = List.copyOf(products);
    }

    /// How many experts a row uses.
    public int chosen() {
      return experts.width();
    }

    /// Whether all chosen experts read the same input.
    public boolean sharesInput() {
      return in.width() == products.getFirst().matrices().getFirst().shape().rowLength();
    }

    @Override
    public List<Value> inputs() {
      return List.of(in, experts);
    }

    @Override
    public List<Value> outputs() {
      return products.stream().map(Product::out).toList();
    }

    @Override
    public List<Tensor> weights() {
      List<Tensor> weights = new ArrayList<>();
      for (Product product : products) {
        weights.addAll(product.matrices());
        if (product.scale() != null) {
          weights.add(product.scale());
        }
        if (product.bias() != null) {
          weights.add(product.bias());
        }
      }
      return weights;
    }

    @Override
    public long weightsPerToken() {
      long count = 0;
      for (Product product : products) {
        count += chosen() * product.matrices().getFirst().shape().elementCount();
        count += product.bias() == null ? 0 : product.out().width();
      }
      return count;
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      List<Product> renamed = new ArrayList<>();
      for (Product p : products) {
        renamed.add(new Product(p.matrices, p.scale, p.bias, rename.apply(p.out)));
      }
      return new ExpertMatMul(rename.apply(in), rename.apply(experts), renamed);
    }
  }

  /// `out = Σ_slot weight[slot] · part[slot]`. Also scales each row by a number of its own, if
  /// there is one part.
  ///
  /// @param parts `[slots · width]` per row
  /// @param factors `[slots]` per row
  /// @param out `[width]` per row
  record WeightedSum(Value parts, Value factors, Value out) implements ExpertOp, Op.OneOutput {
    @Override
    public List<Value> inputs() {
      return List.of(parts, factors);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new WeightedSum(rename.apply(parts), rename.apply(factors), rename.apply(out));
    }
  }
}
