package llamajar.compute.cpu.x64;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.x64.attention.FlashAttention512;
import llamajar.compute.cpu.x64.product.FloatMatMul;
import llamajar.compute.cpu.x64.product.QuantizedMatMul;
import llamajar.compute.cpu.x64.product.X64Isa;
import llamajar.compute.cpu.x64.row.X64Rows;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emitted kernels for AVX-512.
public final class X64Kernels implements CpuKernels {
  private static final Map<TensorType, MatMulKernel> PRODUCTS = new ConcurrentHashMap<>();

  private final RowKernels rows;
  private final AttentionKernel f32Attention;
  private final AttentionKernel f16Attention;
  private final RecurrenceKernels recurrence;

  /// @param others for what is not emitted
  public X64Kernels(CpuKernels others) {
    rows = new X64Rows(others.rows());
    f32Attention = new FlashAttention512(KvType.F32, others.attention(KvType.F32));
    f16Attention = new FlashAttention512(KvType.F16, others.attention(KvType.F16));
    recurrence = others.recurrence();
  }

  @Override
  public String tier() {
    return X64Isa.AVX512.label();
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return PRODUCTS.computeIfAbsent(
        type,
        key ->
            Unpackers512.handles(key)
                ? new QuantizedMatMul(X64Isa.AVX512, key)
                : new FloatMatMul(key));
  }

  @Override
  public AttentionKernel attention(KvType type) {
    return switch (type) {
      case F32 -> f32Attention;
      case F16 -> f16Attention;
    };
  }

  @Override
  public RecurrenceKernels recurrence() {
    return recurrence;
  }

  @Override
  public RowKernels rows() {
    return rows;
  }
}
