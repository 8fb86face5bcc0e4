package llamajar.cuda.backend;

import java.util.List;
import llamajar.compute.ElementOp;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.Value;
import org.jspecify.annotations.Nullable;

/// Which ops read each value of a program.
final class Uses {
  private final List<Op> ops;
  private final int[] counts;
  private final boolean[] byOthers;

  Uses(Program program) {
    ops = program.ops();
    counts = new int[program.valueCount()];
    byOthers = new boolean[program.valueCount()];
    for (Op op : ops) {
      for (Value in : op.inputs()) {
        counts[in.id()]++;
        byOthers[in.id()] |= !(op instanceof Op.Attention);
      }
    }
    // Whoever asks for results reads them.
    for (Value result : program.results()) {
      counts[result.id()]++;
      byOthers[result.id()] = true;
    }
  }

  /// How many ops read a value.
  int count(Value value) {
    return counts[value.id()];
  }

  /// Whether one op reads a value, and that is attention.
  boolean onlyByAttention(Value value) {
    return counts[value.id()] == 1 && !byOthers[value.id()];
  }

  /// The sum right behind a single product that is the only one to read it, or null.
  ElementOp.@Nullable Add sumBehind(Op.MatMul op, int index) {
    if (op.products().size() != 1 || index + 1 >= ops.size()) {
      return null;
    }
    Value out = op.products().getFirst().out();
    return ops.get(index + 1) instanceof ElementOp.Add add
            && counts[out.id()] == 1
            && (add.left().id() == out.id() || add.right().id() == out.id())
        ? add
        : null;
  }
}
