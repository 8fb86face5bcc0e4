package llamajar.compute;

import java.util.ArrayList;
import java.util.List;

/// Rewrites a program so that neighbouring products of one input become one op: the input is
/// prepared once, and all rows of all matrices are shared out among the threads together.
public final class ProductGrouping {
  private ProductGrouping() {}

  /// The same program with grouped products.
  public static Program apply(Program program) {
    List<Op> ops = new ArrayList<>();
    for (Op op : program.ops()) {
      if (op instanceof Op.MatMul next
          && !ops.isEmpty()
          && ops.getLast() instanceof Op.MatMul previous
          && previous.in().id() == next.in().id()) {
        List<Op.MatMul.Product> products = new ArrayList<>(previous.products());
        products.addAll(next.products());
        ops.set(ops.size() - 1, new Op.MatMul(next.in(), products));
      } else {
        ops.add(op);
      }
    }
    return program.withOps(ops, program.logits());
  }
}
