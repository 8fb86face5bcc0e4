package llamajar.compute.cpu.x64;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.x64.attention.FlashAttention512;
import llamajar.compute.cpu.x64.row.X64Rows;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emitted kernels where there are some, and those of another tier for the rest.
public final class X64Kernels implements CpuKernels {
  private static final Map<Product, MatMulKernel> PRODUCTS = new ConcurrentHashMap<>();

  private record Product(X64Isa isa, TensorType type) {}

  private static final AttentionKernel F32_ATTENTION = new FlashAttention512(KvType.F32);
  private static final AttentionKernel F16_ATTENTION = new FlashAttention512(KvType.F16);

  private final X64Isa isa;
  private final CpuKernels others;
  private final RowKernels rows;

  /// @param isa what the processor can do
  /// @param others for what is not emitted
  public X64Kernels(X64Isa isa, CpuKernels others) {
    this.isa = isa;
    this.others = others;
    rows = isa == X64Isa.AVX512 ? new X64Rows(others.rows()) : others.rows();
  }

  @Override
  public String tier() {
    return isa.label();
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return isa == X64Isa.AVX512 || Unpackers512.handles(type)
        ? PRODUCTS.computeIfAbsent(new Product(isa, type), X64Kernels::make)
        : others.matMul(type);
  }

  private static MatMulKernel make(Product product) {
    return Unpackers512.handles(product.type())
        ? new QuantizedMatMul(product.isa(), product.type())
        : new FloatMatMul(product.type());
  }

  @Override
  public AttentionKernel attention(KvType type) {
    if (isa != X64Isa.AVX512) {
      return others.attention(type);
    }
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
