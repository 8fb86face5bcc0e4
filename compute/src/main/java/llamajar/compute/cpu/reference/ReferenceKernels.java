package llamajar.compute.cpu.reference;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.gguf.TensorType;

/// The plain tier.
public final class ReferenceKernels implements CpuKernels {
  private final Map<TensorType, MatMulKernel> products = new EnumMap<>(TensorType.class);
  private final Map<KvType, AttentionKernel> attentions = new EnumMap<>(KvType.class);
  private final RowKernels rows = new ReferenceRows();

  /// Makes the tier.
  public ReferenceKernels() {
    for (TensorType type : TensorType.values()) {
      products.put(type, new ReferenceMatMul(type));
    }
    for (KvType type : KvType.values()) {
      attentions.put(type, new ReferenceAttention(type));
    }
  }

  @Override
  public String tier() {
    return "reference";
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return Objects.requireNonNull(products.get(type));
  }

  @Override
  public AttentionKernel attention(KvType type) {
    return Objects.requireNonNull(attentions.get(type));
  }

  @Override
  public RecurrenceKernels recurrence() {
    return new ReferenceRecurrence();
  }

  @Override
  public RowKernels rows() {
    return rows;
  }
}
