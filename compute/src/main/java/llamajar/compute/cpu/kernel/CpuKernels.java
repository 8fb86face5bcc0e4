package llamajar.compute.cpu.kernel;

import llamajar.compute.KvType;
import llamajar.gguf.TensorType;

/// One way to compute on a CPU: a complete set of kernels. Stateless; all threads share it.
public interface CpuKernels {

  /// The name by which users choose it and reports show it.
  String tier();

  /// The product kernel for weights of a type.
  MatMulKernel matMul(TensorType type);

  /// The attention kernel for a cache's number format.
  AttentionKernel attention(KvType type);

  /// Kernels of recurrent layers.
  RecurrenceKernels recurrence();

  /// Everything else.
  RowKernels rows();
}
