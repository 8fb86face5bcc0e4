package llamajar.compute.cpu.x64;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.x64.attention.FlashAttention;
import llamajar.compute.cpu.x64.product.AmxMatMul;
import llamajar.compute.cpu.x64.product.FloatMatMul;
import llamajar.compute.cpu.x64.product.QuantizedMatMul;
import llamajar.compute.cpu.x64.product.X64Isa;
import llamajar.compute.cpu.x64.row.X64Rows;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emitted kernels for one set of instructions.
public final class X64Kernels implements CpuKernels {
  private static final Map<Product, MatMulKernel> PRODUCTS = new ConcurrentHashMap<>();

  private final X64Isa isa;
  private final CpuKernels others;
  private final X64Rows rows;
  private final Map<KvType, AttentionKernel> attention = new EnumMap<>(KvType.class);

  private final RecurrenceKernels recurrence;

  private record Product(X64Isa isa, TensorType type) {}

  /// @param isa what the processor can do
  /// @param others for what is not emitted: rows of types that hardly occur and, without AVX-512,
  ///   products of 64-bit integers, which no instruction converts
  /// @param recurrence of another tier
  public X64Kernels(X64Isa isa, CpuKernels others, RecurrenceKernels recurrence) {
    this.isa = isa;
    this.others = others;
    this.recurrence = recurrence;
    rows = new X64Rows(isa.isWide(), others.rows());
    for (KvType type : KvType.values()) {
      attention.put(type, new FlashAttention(type, isa.label(), isa.isWide(), rows));
    }
  }

  @Override
  public String tier() {
    return isa.label();
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    if (type == TensorType.I64 && !isa.isWide()) {
      return others.matMul(type);
    }
    return PRODUCTS.computeIfAbsent(
        new Product(isa, type),
        key ->
            Unpackers512.handles(type) ? quantized(isa, type) : new FloatMatMul(isa, type));
  }

  private static MatMulKernel quantized(X64Isa isa, TensorType type) {
    MatMulKernel kernel = new QuantizedMatMul(isa, type);
    return isa == X64Isa.AMX ? new AmxMatMul(type, kernel) : kernel;
  }

  @Override
  public AttentionKernel attention(KvType type) {
    return Objects.requireNonNull(attention.get(type));
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
