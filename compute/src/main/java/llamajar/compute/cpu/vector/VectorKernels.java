package llamajar.compute.cpu.vector;

import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.gguf.TensorType;

/// The kernels of this package. Must not be touched where the module `jdk.incubator.vector` is
/// absent.
public final class VectorKernels implements CpuKernels {
  private final RowKernels rows = new VectorRows();

  @Override
  public String tier() {
    return "vector" + Lanes.F.vectorBitSize();
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return new PanelMatMul(type, Unpackers.of(type));
  }

  @Override
  public AttentionKernel attention(KvType type) {
    return new FlashAttention(type);
  }

  @Override
  public RecurrenceKernels recurrence() {
    return new VectorRecurrence();
  }

  @Override
  public RowKernels rows() {
    return rows;
  }
}
