package llamajar.compute;

import java.util.List;
import java.util.NoSuchElementException;

/// Rewrites a program so that it ends with the hidden state that its output matrix would read,
/// which is what embeddings are made of.
public final class HiddenState {
  private HiddenState() {}

  /// The same program without its last product and what follows it.
  ///
  /// @throws NoSuchElementException if there is no product
  public static Program of(Program program) {
    List<Op> ops = program.ops();
    for (int i = ops.size() - 1; i >= 0; i--) {
      if (ops.get(i) instanceof Op.MatMul output) {
        return program.withOps(ops.subList(0, i), List.of(output.in()));
      }
    }
    throw new NoSuchElementException("the program has no output matrix");
  }
}
