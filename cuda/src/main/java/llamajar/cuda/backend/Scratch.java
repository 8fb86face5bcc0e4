package llamajar.cuda.backend;

import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.kernel.ExpertColumns;
import llamajar.cuda.kernel.ExpertKernels;
import llamajar.cuda.kernel.Rows;

/// Device memory that one kernel leaves for the next.
final class Scratch implements AutoCloseable {
  private static final long ALIGNMENT = 256;

  private final DeviceMemory memory;
  private final Size size;

  Scratch(CudaContext context, Size size) {
    this.size = size;
    memory = context.allocate(size.byteSize());
  }

  /// How much is needed; what lies where follows in this order.
  ///
  /// @param quantizedNumbers most quantized activations at a time
  /// @param restNumbers most activations of short rows at a time
  /// @param expertColumns most columns that are brought into the order of their experts
  /// @param partialBytes what splits of attention leave at most
  record Size(long quantizedNumbers, long restNumbers, long expertColumns, long partialBytes) {

    long restOffset() {
      return aligned(Rows.quantizedBytes(quantizedNumbers));
    }

    long endsOffset() {
      return restOffset() + aligned(restNumbers * Float.BYTES);
    }

    long orderOffset() {
      return endsOffset() + (long) ExpertKernels.MOST_EXPERTS * Integer.BYTES;
    }

    long partialOffset() {
      return orderOffset() + aligned(expertColumns * Integer.BYTES);
    }

    /// Bytes of all.
    long byteSize() {
      return partialOffset() + aligned(partialBytes);
    }

    private static long aligned(long bytes) {
      return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
  }

  Rows quantized(long count) {
    return Rows.quantized(memory.address(), count);
  }

  long rest() {
    return memory.address() + size.restOffset();
  }

  ExpertColumns columns(long chosen, int count) {
    return new ExpertColumns(
        chosen, count, memory.address() + size.orderOffset(), memory.address() + size.endsOffset());
  }

  long partial() {
    return memory.address() + size.partialOffset();
  }

  @Override
  public void close() {
    memory.close();
  }
}
