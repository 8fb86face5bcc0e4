package llamajar.compute.cpu;

import llamajar.compute.cpu.kernel.CpuKernels;
import org.junit.jupiter.api.Assumptions;

/// The tiers that this machine has.
public final class Tiers {
  private Tiers() {}

  /// A tier's kernels; skips the test where it can't run.
  public static CpuKernels kernels(CpuTier tier) {
    tier.whyUnavailable().ifPresent(Assumptions::abort);
    return tier.kernels();
  }
}
