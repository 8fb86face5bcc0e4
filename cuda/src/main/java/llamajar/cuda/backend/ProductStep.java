package llamajar.cuda.backend;

import java.util.ArrayList;
import java.util.List;
import llamajar.compute.ElementOp;
import llamajar.compute.Op;
import llamajar.compute.Value;
import llamajar.cuda.kernel.Product;
import llamajar.cuda.kernel.Products;
import llamajar.cuda.kernel.Rows;
import llamajar.gguf.TensorType;
import org.jspecify.annotations.Nullable;

/// Products of one input with several matrices: those of one type in one launch.
final class ProductStep implements Step {
  private static final int MOST_TOGETHER = 3;
  private static final int SHORT = 1024;

  private final Value in;
  private final boolean quantizes;
  private final boolean hasFloats;
  private final List<List<Op.MatMul.Product>> groups;
  private final @Nullable Value residual;
  private final @Nullable Value sum;

  private ProductStep(
      Op.MatMul op,
      boolean quantizes,
      boolean hasFloats,
      @Nullable Value residual,
      @Nullable Value sum) {
    in = op.in();
    this.quantizes = quantizes;
    this.hasFloats = hasFloats;
    this.residual = residual;
    this.sum = sum;
    groups = groups(op.products());
  }

  /// Plans the products.
  ///
  /// @param quantizes whether the input has to be quantized first
  /// @param isQuantized whether the input is there quantized only
  /// @param behind the sum that the only product goes into, or null
  static PlannedStep plan(
      Op.MatMul op, boolean quantizes, boolean isQuantized, ElementOp.@Nullable Add behind) {
    List<Value> reads = new ArrayList<>();
    if (!isQuantized) {
      reads.add(op.in());
    }
    if (behind == null) {
      return new PlannedStep(
          reads, op.outputs(), new ProductStep(op, quantizes, !isQuantized, null, null));
    }
    Value out = op.outputs().getFirst();
    Value residual = behind.left().id() == out.id() ? behind.right() : behind.left();
    reads.add(residual);
    return new PlannedStep(
        reads,
        List.of(behind.out()),
        new ProductStep(op, quantizes, !isQuantized, residual, behind.out()));
  }

  @Override
  public void issue(Machine m, Run run) {
    int columns = run.rows(in);
    long count = run.count(in);
    Rows quantized = m.quantized(count);
    boolean twice = quantizes && isShort(in.width());
    if (twice) {
      m.elements().quantize(m.address(in), quantized, m.rest(), count);
    } else if (quantizes) {
      m.elements().quantize(m.address(in), quantized, count);
    }
    for (List<Op.MatMul.Product> group : groups) {
      TensorType type = group.getFirst().weight().type();
      Rows rows =
          Products.readsQuantized(type) || !hasFloats ? quantized : Rows.ofFloats(m.address(in));
      m.products().multiply(products(m, group), rows, columns, 1, null);
    }
    if (twice) {
      m.elements().quantize(m.rest(), quantized, count);
      for (List<Op.MatMul.Product> group : groups) {
        if (Products.readsQuantized(group.getFirst().weight().type())) {
          List<Product> rest = products(m, group).stream().map(Product::addedToItself).toList();
          m.products().multiply(rest, quantized, columns, 1, null);
        }
      }
    }
  }

  /// Whether rows are so short that chance decides on the error of eight bits. They are quantized
  /// twice, the second time what rounding took away, which makes sixteen bits. Products of short
  /// rows take next to no time.
  static boolean isShort(int rowLength) {
    return rowLength <= SHORT;
  }

  private List<Product> products(Machine m, List<Op.MatMul.Product> group) {
    return group.stream().map(p -> product(m, p)).toList();
  }

  private Product product(Machine m, Op.MatMul.Product p) {
    return new Product(
        m.weights().matrix(p.weight()),
        m.address(sum == null ? p.out() : sum),
        m.weights().vector(p.bias()),
        residual == null ? 0 : m.address(residual),
        0,
        p.scale());
  }

  private static List<List<Op.MatMul.Product>> groups(List<Op.MatMul.Product> products) {
    List<List<Op.MatMul.Product>> groups = new ArrayList<>();
    for (Op.MatMul.Product product : products) {
      List<Op.MatMul.Product> last = groups.isEmpty() ? List.of() : groups.getLast();
      if (!last.isEmpty()
          && last.size() < MOST_TOGETHER
          && last.getFirst().weight().type() == product.weight().type()) {
        last.add(product);
      } else {
        groups.add(new ArrayList<>(List.of(product)));
      }
    }
    return groups;
  }
}
