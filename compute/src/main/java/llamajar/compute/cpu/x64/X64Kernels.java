package llamajar.compute.cpu.x64;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import llamajar.compute.KvType;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.x64.platform.CpuFeature;
import llamajar.compute.cpu.x64.row.X64Rows;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emitted kernels where there are some, and those of another tier for the rest.
public final class X64Kernels implements CpuKernels {
  /// What the processor must have.
  public static final CpuFeature[] NEEDED = {
    CpuFeature.BMI2,
    CpuFeature.AVX512F,
    CpuFeature.AVX512BW,
    CpuFeature.AVX512DQ,
    CpuFeature.AVX512VL,
    CpuFeature.AVX512_VNNI,
    CpuFeature.AVX512_VBMI,
    CpuFeature.GFNI
  };

  private static final Map<TensorType, MatMulKernel> QUANTIZED = new ConcurrentHashMap<>();

  private final CpuKernels others;
  private final RowKernels rows;

  /// @param others for what is not emitted yet
  public X64Kernels(CpuKernels others) {
    this.others = others;
    rows = new X64Rows(others.rows());
  }

  @Override
  public String tier() {
    return "avx512";
  }

  @Override
  public MatMulKernel matMul(TensorType type) {
    return Unpackers512.handles(type)
        ? QUANTIZED.computeIfAbsent(type, key -> new QuantizedMatMul(key, Unpackers512.isFine(key)))
        : others.matMul(type);
  }

  @Override
  public AttentionKernel attention(KvType type) {
    return others.attention(type);
  }

  @Override
  public RowKernels rows() {
    return rows;
  }
}
