package llamajar.compute.cpu;

import java.util.Optional;
import java.util.StringJoiner;

/// A tier, and why it is not a better one.
///
/// @param tier the tier to use
/// @param reason why not the tier above; empty if there is none above
public record TierChoice(CpuTier tier, String reason) {
  /// Below this number of weights, plain kernels have answered before the JIT compiler is done with
  /// vector ones: it takes about a second of processor time to make those that one model needs, and
  /// plain ones decode and multiply some hundred million weights in that time.
  private static final long SMALL_MODEL = 1L << 25;

  /// The tier that somebody asked for.
  public static TierChoice wanted(CpuTier tier) {
    return new TierChoice(
        tier, tier == CpuTier.AVX512 ? "" : "the tier '%s' was asked for".formatted(tier.label()));
  }

  /// The tier that suits this machine, whatever the model.
  public static TierChoice forMachine() {
    StringJoiner reasons = new StringJoiner("; ");
    for (CpuTier tier : CpuTier.values()) {
      Optional<String> reason = tier.whyUnavailable();
      if (reason.isEmpty()) {
        return new TierChoice(tier, reasons.toString());
      }
      reasons.add("not %s: %s".formatted(tier.label(), reason.get()));
    }
    throw new IllegalStateException("no tier is available");
  }

  /// The tier that suits this machine and a model.
  ///
  /// @param weightCount weights that one token reads
  public static TierChoice forModel(long weightCount) {
    TierChoice best = forMachine();
    if (best.tier() == CpuTier.VECTOR && weightCount < SMALL_MODEL) {
      return new TierChoice(
          CpuTier.REFERENCE, "a model this small has answered before vector kernels are compiled");
    }
    return best;
  }
}
