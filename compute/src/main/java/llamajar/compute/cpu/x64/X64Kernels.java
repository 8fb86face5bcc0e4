package llamajar.compute.cpu.x64;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.x64.attention.FlashAttention512;
import llamajar.compute.cpu.x64.platform.CpuFeature;
import llamajar.compute.cpu.x64.platform.CpuFeatures;
import llamajar.compute.cpu.x64.row.X64Rows;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emitted kernels for AVX-512.
public final class X64Kernels implements CpuKernels {
  private static final CpuFeature[] NEEDED = {
    CpuFeature.BMI2,
    CpuFeature.AVX512F,
    CpuFeature.AVX512BW,
    CpuFeature.AVX512DQ,
    CpuFeature.AVX512VL,
    CpuFeature.AVX512_VNNI,
    CpuFeature.AVX512_VBMI,
    CpuFeature.GFNI
  };

  private static final Map<TensorType, MatMulKernel> PRODUCTS = new ConcurrentHashMap<>();

  private static final AttentionKernel F32_ATTENTION = new FlashAttention512(KvType.F32);
  private static final AttentionKernel F16_ATTENTION = new FlashAttention512(KvType.F16);

  private final RowKernels rows;

  /// @param plain for rows of types that hardly occur
  public X64Kernels(RowKernels plain) {
    rows = new X64Rows(plain);
  }

  /// Why this processor or system can't run them; empty if it can.
  public static Optional<String> whyUnavailable() {
    return switch (CpuFeatures.detect()) {
      case CpuFeatures.Detection.Unavailable unavailable -> Optional.of(unavailable.reason());
      case CpuFeatures.Detection.Found found -> found.features().whyNot(NEEDED);
    };
  }

  @Override
  public String tier() {
    return "avx512";
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return PRODUCTS.computeIfAbsent(
        type,
        key ->
            Unpackers512.handles(key)
                ? new QuantizedMatMul(key, Unpackers512.isFine(key))
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
