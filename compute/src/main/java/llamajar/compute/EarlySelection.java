package llamajar.compute;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import llamajar.compute.Value.Rows;

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
    Map<Value, Value> selected = new HashMap<>();
    List<Op> result = new ArrayList<>(kept);
    Set<Value> computed = new HashSet<>();
    moved.forEach(op -> computed.addAll(op.outputs()));
    List<Value> wanted = new ArrayList<>(List.of(select.in()));
    moved.forEach(op -> wanted.addAll(op.inputs()));
    for (Value value : wanted) {
      if (!computed.contains(value) && !selected.containsKey(value)) {
        Value rows = new Value(nextId++, value.width(), Rows.OUTPUTS);
        selected.put(value, rows);
        result.add(new Op.SelectOutputs(value, rows));
      }
    }
    for (Value value : computed) {
      selected.put(value, new Value(value.id(), value.width(), Rows.OUTPUTS));
    }
    selected.put(select.out(), selected.getOrDefault(select.in(), select.out()));
    UnaryOperator<Value> rename = value -> selected.getOrDefault(value, value);
    moved.forEach(op -> result.add(op.withValues(rename)));
    program.ops().stream().skip(index + 1).forEach(op -> result.add(op.withValues(rename)));
    return new Program(result, program.cacheLayers(), rename.apply(program.logits()));
  }

  /// Divides the ops before the selection into those that all rows need and those that only
  /// selected rows need: the latter work row by row, and only the selection or other such ops read
  /// them.
  private void divide(List<Op> ops, Value selectedValue) {
    Set<Value> neededByAll = new HashSet<>();
    Set<Value> neededBySelected = new HashSet<>(Set.of(selectedValue));
    for (Op op : ops.reversed()) {
      boolean movable =
          worksRowByRow(op)
              && op.outputs().stream().noneMatch(neededByAll::contains)
              && op.outputs().stream().anyMatch(neededBySelected::contains);
      if (movable) {
        neededBySelected.addAll(op.inputs());
        moved.addFirst(op);
      } else {
        neededByAll.addAll(op.inputs());
        kept.addFirst(op);
      }
    }
  }

  private static boolean worksRowByRow(Op op) {
    return switch (op) {
      case Op.RmsNorm norm -> true;
      case Op.MatMul matMul -> true;
      case Op.Gate gate -> true;
      case Op.Add add -> true;
      case Op.Embed embed -> false;
      // Angles belong to the rows of the batch.
      case Op.Rope rope -> false;
      case Op.Attention attention -> false;
      case Op.SelectOutputs select -> false;
    };
  }
}
