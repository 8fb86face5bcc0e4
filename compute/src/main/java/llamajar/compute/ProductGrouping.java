package llamajar.compute;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rewrites a program so that neighbouring products of one input become one op: the input is
/// prepared once, and all rows of all matrices are shared out among the threads together.
public final class ProductGrouping {
  private ProductGrouping() {}

  /// The same program with grouped products.
  public static Program apply(Program program) {
    List<Op> ops = new ArrayList<>();
    for (Op op : program.ops()) {
      @Nullable Op joined = ops.isEmpty() ? null : joined(ops.getLast(), op);
      if (joined == null) {
        ops.add(op);
      } else {
        ops.set(ops.size() - 1, joined);
      }
    }
    return program.withOps(ops, program.results());
  }

  /// One op that does what two do, or null.
  private static @Nullable Op joined(Op first, Op second) {
    if (first instanceof Op.MatMul a
        && second instanceof Op.MatMul b
        && a.in().id() == b.in().id()) {
      return new Op.MatMul(a.in(), concat(a.products(), b.products()));
    }
    if (first instanceof ExpertOp.ExpertMatMul a
        && second instanceof ExpertOp.ExpertMatMul b
        && a.in().id() == b.in().id()
        && a.experts().id() == b.experts().id()
        && a.sharesInput() == b.sharesInput()) {
      return new ExpertOp.ExpertMatMul(a.in(), a.experts(), concat(a.products(), b.products()));
    }
    return null;
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
