package llamajar.cuda.backend;

import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.kernel.Rows;

/// Device memory that one step leaves for the next.
final class Scratch implements AutoCloseable {
  private final DeviceMemory quantized;
  private final DeviceMemory partial;
  private final DeviceMemory rest;

  Scratch(CudaContext context, Size size) {
    quantized = context.allocate(size.quantizedBytes());
    try {
      partial = context.allocate(Math.max(size.partialBytes(), 1));
    } catch (RuntimeException | Error e) {
      quantized.close();
      throw e;
    }
    try {
      rest = context.allocate(Math.max(size.restNumbers() * Float.BYTES, 1));
    } catch (RuntimeException | Error e) {
      quantized.close();
      partial.close();
      throw e;
    }
  }

  /// How much is needed.
  ///
  /// @param quantizedNumbers most quantized activations at a time
  /// @param restNumbers most activations of short rows at a time
  /// @param partialBytes what splits of attention leave at most
  record Size(long quantizedNumbers, long restNumbers, long partialBytes) {

    long quantizedBytes() {
      return Math.max(Rows.quantizedBytes(quantizedNumbers), 1);
    }

    /// Bytes of all.
    long byteSize() {
      return quantizedBytes() + restNumbers * Float.BYTES + partialBytes;
    }
  }

  Rows quantized(long count) {
    return Rows.quantized(quantized.address(), count);
  }

  long rest() {
    return rest.address();
  }

  long partial() {
    return partial.address();
  }

  @Override
  public void close() {
    quantized.close();
    partial.close();
    rest.close();
  }
}
