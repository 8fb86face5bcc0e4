package llamajar.compute.cpu;

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
        tier, tier == CpuTier.VECTOR ? "" : "the tier '%s' was asked for".formatted(tier.label()));
  }

  /// The tier that suits this machine, whatever the model.
  public static TierChoice forMachine() {
    return CpuTier.VECTOR
        .whyUnavailable()
        .map(reason -> new TierChoice(CpuTier.REFERENCE, reason))
        .orElse(new TierChoice(CpuTier.VECTOR, ""));
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
