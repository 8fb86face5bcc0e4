package llamajar.cuda.backend;

import java.util.List;
import llamajar.compute.Value;

/// A step, and which values it reads and writes in the machine's memory.
record PlannedStep(List<Value> reads, List<Value> writes, Step step) {

  /// Whether it only computes rows whose logits are wanted: with none of them, it has nothing to
  /// do.
  boolean isForOutputs() {
    List<Value> rows = writes.isEmpty() ? reads : writes;
    return rows.stream().allMatch(value -> value.rows() == Value.Rows.OUTPUTS);
  }
}
