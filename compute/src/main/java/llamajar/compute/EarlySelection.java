package llamajar.compute;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import llamajar.compute.Value.Rows;
import org.jspecify.annotations.Nullable;

/// Rewrites a program so that the rows whose logits are wanted are selected as early as possible:
/// after the last attention, nothing else depends on the other rows. A long prompt then skips most
/// of its last layer.
public final class EarlySelection {
  private final List<Op> kept = new ArrayList<>();
  private final List<Op> moved = new ArrayList<>();
  private int nextId;

  private EarlySelection(int nextId) {
    this.nextId = nextId;
  }

  /// The same program with early selection.
  public static Program apply(Program program) {
    List<Op> ops = program.ops();
    for (int i = 0; i < ops.size(); i++) {
      if (ops.get(i) instanceof Op.SelectOutputs select) {
        EarlySelection rewriting = new EarlySelection(program.valueCount());
        return rewriting.rewrite(program, i, select);
      }
    }
    return program;
  }

  private Program rewrite(Program program, int index, Op.SelectOutputs select) {
    divide(program.ops().subList(0, index), select.in());
    @Nullable Value[] selected = new Value[program.valueCount()];
    List<Op> result = new ArrayList<>(kept);
    for (Op op : moved) {
      for (Value value : op.outputs()) {
        selected[value.id()] = new Value(value.id(), value.width(), Rows.OUTPUTS);
      }
    }
    List<Value> wanted = new ArrayList<>(List.of(select.in()));
    moved.forEach(op -> wanted.addAll(op.inputs()));
    for (Value value : wanted) {
      if (selected[value.id()] == null) {
        Value rows = new Value(nextId++, value.width(), Rows.OUTPUTS);
        selected[value.id()] = rows;
        result.add(new Op.SelectOutputs(value, rows));
      }
    }
    selected[select.out().id()] = selected[select.in().id()];
    UnaryOperator<Value> rename = value -> Objects.requireNonNullElse(selected[value.id()], value);
    for (Op op : moved) {
      result.add(op.withValues(rename));
    }
    for (Op op : program.ops().subList(index + 1, program.ops().size())) {
      result.add(op.withValues(rename));
    }
    return program.withOps(result, program.results().stream().map(rename).toList());
  }

  /// Divides the ops before the selection into those that all rows need and those that only
  /// selected rows need: the latter work row by row, and only the selection or other such ops read
  /// them.
  private void divide(List<Op> ops, Value selectedValue) {
    BitSet neededByAll = new BitSet();
    BitSet neededBySelected = new BitSet();
    neededBySelected.set(selectedValue.id());
    for (Op op : ops.reversed()) {
      boolean movable =
          worksRowByRow(op) && !writesAny(op, neededByAll) && writesAny(op, neededBySelected);
      BitSet needed = movable ? neededBySelected : neededByAll;
      for (Value in : op.inputs()) {
        needed.set(in.id());
      }
      (movable ? moved : kept).addFirst(op);
    }
  }

  private static boolean writesAny(Op op, BitSet ids) {
    for (Value out : op.outputs()) {
      if (ids.get(out.id())) {
        return true;
      }
    }
    return false;
  }

  private static boolean worksRowByRow(Op op) {
    return switch (op) {
      case NormOp norm -> true;
      case ElementOp element -> true;
      case ExpertOp expert -> true;
      case Op.MatMul matMul -> true;
      case Op.Given given -> false;
      case Op.Embed embed -> false;
      // Angles belong to the rows of the batch.
      case Op.Rope rope -> false;
      case Op.Attention attention -> false;
      // Positions belong to the rows of the batch, too.
      case AddEmbedding add -> false;
      case RecurrentOp recurrent -> false;
      case SegmentOp segment -> true;
      case Op.SelectOutputs select -> false;
    };
  }
}
