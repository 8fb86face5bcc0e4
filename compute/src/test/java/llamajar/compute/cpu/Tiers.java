package llamajar.compute.cpu;

import java.util.List;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.x64.platform.Processor;
import org.junit.jupiter.api.Assumptions;

/// The tiers that this machine has.
public final class Tiers {
  private Tiers() {}

  /// The tiers that are compared with the reference; on a processor that is interpreted, those that
  /// few machines have.
  public static List<CpuTier> underTest() {
    return areInterpreted()
        ? List.of(CpuTier.AMX, CpuTier.AVX512)
        : List.of(CpuTier.AMX, CpuTier.AVX512, CpuTier.AVX2_VNNI, CpuTier.AVX2, CpuTier.VECTOR);
  }

  /// Whether emitted code is interpreted, which is a thousand times slower.
  public static boolean areInterpreted() {
    return !System.getProperty(Processor.PROPERTY, "").isEmpty();
  }

  /// A tier's kernels; skips the test where it can't run.
  public static CpuKernels kernels(CpuTier tier) {
    tier.whyUnavailable().ifPresent(Assumptions::abort);
    return tier.kernels();
  }
}
