package llamajar.cuda.backend;

import java.util.List;
import llamajar.compute.ExpertOp;
import llamajar.compute.UnsupportedOpException;
import llamajar.compute.Value;
import llamajar.cuda.kernel.ExpertColumns;
import llamajar.cuda.kernel.ExpertKernels;
import llamajar.cuda.kernel.Product;
import llamajar.cuda.kernel.Products;
import llamajar.cuda.kernel.Rows;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorType;

/// Products with the matrices of the chosen experts. A column is one chosen expert of one row.
final class ExpertStep implements Step {
  private final ExpertOp.ExpertMatMul op;
  private final int rowLength;
  private final boolean quantized;

  ExpertStep(ExpertOp.ExpertMatMul op) {
    this.op = op;
    Tensor first = op.products().getFirst().matrices().getFirst();
    rowLength = Math.toIntExact(first.shape().rowLength());
    quantized = op.products().stream().anyMatch(p -> Products.readsQuantized(type(p)));
  }

  /// Plans the choice of experts.
  ///
  /// @throws UnsupportedOpException if there are more than the kernel can choose from
  static PlannedStep route(ExpertOp.Route op) {
    int experts = op.in().width();
    if (experts > ExpertKernels.MOST_EXPERTS || op.routing().groups() > ExpertKernels.MOST_GROUPS) {
      throw new UnsupportedOpException(
          "%d experts in %d groups: the CUDA kernel chooses from up to %d in up to %d"
              .formatted(
                  experts,
                  op.routing().groups(),
                  ExpertKernels.MOST_EXPERTS,
                  ExpertKernels.MOST_GROUPS));
    }
    return new PlannedStep(
        List.of(op.in()),
        op.outputs(),
        (m, run) ->
            m.experts()
                .route(
                    op.routing(),
                    m.address(op.in()),
                    m.weights().vector(op.bias()),
                    m.address(op.experts()),
                    m.address(op.factors()),
                    experts,
                    run.rows(op.in())));
  }

  /// Plans the sum over experts.
  static PlannedStep sum(ExpertOp.WeightedSum op) {
    Value out = op.out();
    return new PlannedStep(
        op.inputs(),
        List.of(out),
        (m, run) ->
            m.elements()
                .weightedSum(
                    m.address(op.parts()),
                    m.address(op.factors()),
                    m.address(out),
                    op.factors().width(),
                    out.width(),
                    run.rows(out)));
  }

  /// Whether quantized activations are read.
  boolean isQuantized() {
    return quantized;
  }

  /// Length of the rows of the matrices.
  int rowLength() {
    return rowLength;
  }

  @Override
  public void issue(Machine m, Run run) {
    long count = run.count(op.in());
    Rows bytes = m.quantized(count);
    boolean twice = quantized && ProductStep.isShort(rowLength);
    if (twice) {
      m.elements().quantize(m.address(op.in()), bytes, m.rest(), count);
    } else if (quantized) {
      m.elements().quantize(m.address(op.in()), bytes, count);
    }
    for (ExpertOp.ExpertMatMul.Product p : op.products()) {
      boolean readsBytes = Products.readsQuantized(type(p));
      multiply(m, run, product(m, p), readsBytes ? bytes : Rows.ofFloats(m.address(op.in())));
    }
    if (twice) {
      m.elements().quantize(m.rest(), bytes, count);
      for (ExpertOp.ExpertMatMul.Product p : op.products()) {
        if (Products.readsQuantized(type(p))) {
          multiply(m, run, product(m, p).addedToItself(), bytes);
        }
      }
    }
  }

  private void multiply(Machine m, Run run, Product product, Rows in) {
    int chosen = op.chosen();
    int experts = op.products().getFirst().matrices().size();
    ExpertColumns columns = m.columns(m.address(op.experts()), experts);
    int count = run.rows(op.in()) * chosen;
    m.products().multiply(List.of(product), in, count, op.sharesInput() ? chosen : 1, columns);
  }

  private static Product product(Machine m, ExpertOp.ExpertMatMul.Product p) {
    return new Product(
        m.weights().matrix(p.matrices().getFirst()),
        m.address(p.out()),
        m.weights().vector(p.bias()),
        0,
        m.weights().vector(p.scale()),
        1);
  }

  private static TensorType type(ExpertOp.ExpertMatMul.Product product) {
    return product.matrices().getFirst().type();
  }
}
