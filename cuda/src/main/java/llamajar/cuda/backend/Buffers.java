package llamajar.cuda.backend;

import java.util.Objects;
import llamajar.compute.Value;
import llamajar.compute.Value.Rows;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.DeviceMemory;
import org.jspecify.annotations.Nullable;

/// Device memory for the values of a program. Rows of tokens have room from the start; room for
/// wanted outputs grows, because usually one is wanted and rarely all.
final class Buffers implements AutoCloseable {
  private static final long ALIGNMENT = 256;
  private static final int FIRST_OUTPUTS = 8;

  private final CudaContext context;
  private final ValuePlan plan;
  private final int maxRows;
  private final long[] offsets;
  private final DeviceMemory tokens;
  private @Nullable DeviceMemory outputs;
  private int outputRows;

  Buffers(CudaContext context, ValuePlan plan, int maxRows) {
    this.context = context;
    this.plan = plan;
    this.maxRows = maxRows;
    offsets = new long[plan.slotCount()];
    tokens = context.allocate(layOut(plan, Rows.TOKENS, maxRows, offsets));
    try {
      provideOutputs(Math.min(FIRST_OUTPUTS, maxRows));
    } catch (RuntimeException | Error e) {
      tokens.close();
      throw e;
    }
  }

  /// Memory that the values need at first.
  static long byteSize(ValuePlan plan, int maxRows) {
    long[] offsets = new long[plan.slotCount()];
    return layOut(plan, Rows.TOKENS, maxRows, offsets)
        + layOut(plan, Rows.OUTPUTS, Math.min(FIRST_OUTPUTS, maxRows), offsets);
  }

  /// Makes room for so many wanted outputs.
  ///
  /// @return whether addresses have changed
  boolean provideOutputs(int rows) {
    if (outputs != null && rows <= outputRows) {
      return false;
    }
    int provided = Math.min(Math.max(rows, 2 * outputRows), maxRows);
    long bytes = layOut(plan, Rows.OUTPUTS, provided, offsets);
    if (outputs != null) {
      outputs.close();
      outputs = null;
    }
    outputs = context.allocate(bytes);
    outputRows = provided;
    return true;
  }

  /// Where a value lies now.
  long address(Value value) {
    int slot = plan.slot(value);
    DeviceMemory memory =
        switch (plan.rows(slot)) {
          case TOKENS -> tokens;
          case OUTPUTS -> Objects.requireNonNull(outputs);
        };
    return memory.address() + offsets[slot];
  }

  @Override
  public void close() {
    tokens.close();
    if (outputs != null) {
      outputs.close();
    }
  }

  /// Places all slots of one kind one after the other.
  ///
  /// @return how many bytes they take
  private static long layOut(ValuePlan plan, Rows kind, int rows, long[] offsets) {
    long end = 0;
    for (int slot = 0; slot < plan.slotCount(); slot++) {
      if (plan.rows(slot) == kind) {
        offsets[slot] = end;
        long bytes = (long) plan.width(slot) * rows * Float.BYTES;
        end += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      }
    }
    return Math.max(end, ALIGNMENT);
  }
}
