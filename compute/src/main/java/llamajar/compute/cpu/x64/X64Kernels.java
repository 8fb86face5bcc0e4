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

  private static final AttentionKernel F32_ATTENTION = new FlashAttention512(KvType.F32);
  private static final AttentionKernel F16_ATTENTION = new FlashAttention512(KvType.F16);

  private final RowKernels rows;
  private final RecurrenceKernels recurrence;

  /// @param plain for rows of types that hardly occur
  /// @param recurrence of another tier
  public X64Kernels(RowKernels plain, RecurrenceKernels recurrence) {
    rows = new X64Rows(plain);
    this.recurrence = recurrence;
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
      case F32 -> F32_ATTENTION;
      case F16 -> F16_ATTENTION;
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
