package llamajar.compute.cpu.x64;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.x64.product.QuantizedMatMul;
import llamajar.compute.cpu.x64.product.X64Isa;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emitted kernels for vectors of 256 bits: products with quantized weights, and those of another
/// tier for the rest.
///
/// @param isa what the processor can do
/// @param others for what is not emitted
public record NarrowKernels(X64Isa isa, CpuKernels others) implements CpuKernels {
  private static final Map<Product, MatMulKernel> PRODUCTS = new ConcurrentHashMap<>();

  private record Product(X64Isa isa, TensorType type) {}

  @Override
  public String tier() {
    return isa.label();
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return Unpackers512.handles(type)
        ? PRODUCTS.computeIfAbsent(
            new Product(isa, type), key -> new QuantizedMatMul(key.isa(), key.type()))
        : others.matMul(type);
  }

  @Override
  public AttentionKernel attention(KvType type) {
    return others.attention(type);
  }

  @Override
  public RecurrenceKernels recurrence() {
    return others.recurrence();
  }

  @Override
  public RowKernels rows() {
    return others.rows();
  }
}
