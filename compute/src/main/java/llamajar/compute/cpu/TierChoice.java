package llamajar.compute.cpu;

import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// A tier, and why it is not a better one.
///
/// @param tier the tier to use
/// @param reason why not the tier above; empty if there is none above
public record TierChoice(CpuTier tier, String reason) {
  /// The system property that names the best tier to use: those above count as unavailable.
  public static final String PROPERTY = "llamajar.cpu.tier";

  /// Below this number of weights, plain kernels have answered before the JIT compiler is done with
  /// vector ones: it takes about a second of processor time to make those that one model needs, and
  /// plain ones decode and multiply some hundred million weights in that time.
  private static final long SMALL_MODEL = 1L << 25;

  /// The tier that somebody asked for.
  public static TierChoice wanted(CpuTier tier) {
    return new TierChoice(
        tier, tier == CpuTier.AMX ? "" : "the tier '%s' was asked for".formatted(tier.label()));
  }

  /// The tier that suits this machine, whatever the model.
  ///
  /// @throws IllegalArgumentException if [#PROPERTY] names no tier
  public static TierChoice forMachine() {
    return best(limit());
  }

  private static TierChoice best(Optional<CpuTier> limit) {
    StringJoiner reasons = new StringJoiner("; ");
    for (CpuTier tier : CpuTier.values()) {
      Optional<String> reason =
          limit.isPresent() && tier.compareTo(limit.get()) < 0
              ? Optional.of("%s is %s".formatted(PROPERTY, limit.get().label()))
              : tier.whyUnavailable();
      if (reason.isEmpty()) {
        return new TierChoice(tier, reasons.toString());
      }
      reasons.add("not %s: %s".formatted(tier.label(), reason.get()));
    }
    throw new IllegalStateException("no tier is available");
  }

  private static Optional<CpuTier> limit() {
    String label = System.getProperty(PROPERTY, "");
    if (label.isEmpty()) {
      return Optional.empty();
    }
    Optional<CpuTier> limit = CpuTier.labelled(label);
    if (limit.isEmpty()) {
      throw new IllegalArgumentException(
          "the system property %s is '%s', which is no tier; take one of %s"
              .formatted(
                  PROPERTY,
                  label,
                  Arrays.stream(CpuTier.values())
                      .map(CpuTier::label)
                      .collect(Collectors.joining(", "))));
    }
    return limit;
  }

  /// The tier that suits this machine and a model.
  ///
  /// @param weightCount weights that one token reads
  /// @throws IllegalArgumentException if [#PROPERTY] names no tier
  public static TierChoice forModel(long weightCount) {
    Optional<CpuTier> limit = limit();
    TierChoice best = best(limit);
    boolean asked = limit.isPresent() && limit.get() == best.tier();
    if (best.tier() == CpuTier.VECTOR && !asked && weightCount < SMALL_MODEL) {
      return new TierChoice(
          CpuTier.REFERENCE, "a model this small has answered before vector kernels are compiled");
    }
    return best;
  }
}
