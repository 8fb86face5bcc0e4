package llamajar.cli.option;

import java.util.Optional;
import llamajar.compute.cpu.CpuTier;
import llamajar.engine.ModelOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--backend` and `--load`: what computes, and from where.
public final class BackendOption {
  private static final String BEST = "auto";
  private static final String NAMES = "auto, avx512, avx2vnni, avx2, vector or reference";

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "what computes: " + NAMES + " (default: ${DEFAULT-VALUE})")
  private String backend = BEST;

  @Mixin private LoadOption load = new LoadOption();

  /// The options with the kernels that were asked for.
  ///
  /// @throws UsageException if there are none of that name, or this JVM can't run them
  public ModelOptions apply(ModelOptions options) {
    ModelOptions loaded = load.apply(options);
    if (backend.equals(BEST)) {
      return loaded.withTier(null);
    }
    CpuTier tier =
        CpuTier.labelled(backend)
            .orElseThrow(() ->
                new UsageException(
                    "--backend %s: there is no such backend; choose %s".formatted(backend, NAMES)));
    Optional<String> problem = tier.whyUnavailable();
    if (problem.isPresent()) {
      throw new UsageException("--backend %s: %s".formatted(backend, problem.get()));
    }
    return loaded.withTier(tier);
  }
}
