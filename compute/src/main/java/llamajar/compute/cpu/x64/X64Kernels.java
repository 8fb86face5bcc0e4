package llamajar.compute.cpu.x64;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.x64.attention.FlashAttention512;
import llamajar.compute.cpu.x64.product.AmxMatMul;
import llamajar.compute.cpu.x64.product.FloatMatMul;
import llamajar.compute.cpu.x64.product.QuantizedMatMul;
import llamajar.compute.cpu.x64.product.X64Isa;
import llamajar.compute.cpu.x64.row.X64Rows;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emitted kernels for AVX-512, and for AMX beside it.
public final class X64Kernels implements CpuKernels {
  private static final Map<TensorType, MatMulKernel> PRODUCTS = new ConcurrentHashMap<>();
  private static final Map<TensorType, MatMulKernel> TILE_PRODUCTS = new ConcurrentHashMap<>();

  private static final AttentionKernel F32_ATTENTION = new FlashAttention512(KvType.F32);
  private static final AttentionKernel F16_ATTENTION = new FlashAttention512(KvType.F16);

  private final X64Isa isa;
  private final RowKernels rows;

  /// @param isa AVX-512, or AMX
  /// @param plain for rows of types that hardly occur
  public X64Kernels(X64Isa isa, RowKernels plain) {
    this.isa = isa;
    rows = new X64Rows(plain);
  }

  @Override
  public String tier() {
    return isa.label();
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return isa == X64Isa.AMX && Unpackers512.handles(type)
        ? TILE_PRODUCTS.computeIfAbsent(type, key -> new AmxMatMul(key, product(key)))
        : product(type);
  }

  private static MatMulKernel product(TensorType type) {
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
  public RowKernels rows() {
    return rows;
  }
}
