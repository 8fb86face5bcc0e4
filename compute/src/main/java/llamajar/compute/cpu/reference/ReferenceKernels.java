package llamajar.compute.cpu.reference;

import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.gguf.TensorType;

/// The plain tier.
public final class ReferenceKernels implements CpuKernels {
  private final MatMulKernel[] products = new MatMulKernel[TensorType.values().length];
  private final AttentionKernel[] attentions = new AttentionKernel[KvType.values().length];
  private final RowKernels rows = new ReferenceRows();

  /// Makes the tier.
  public ReferenceKernels() {
    for (TensorType type : TensorType.values()) {
      products[type.ordinal()] = new ReferenceMatMul(type);
    }
    for (KvType type : KvType.values()) {
      attentions[type.ordinal()] = new ReferenceAttention(type);
    }
  }

  @Override
  public String tier() {
    return "reference";
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return products[type.ordinal()];
  }

  @Override
  public AttentionKernel attention(KvType type) {
    return attentions[type.ordinal()];
  }

  @Override
  public RowKernels rows() {
    return rows;
  }
}
