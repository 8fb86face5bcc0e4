package llamajar.cli.option;

import java.util.Locale;
import llamajar.compute.cpu.LoadMode;
import llamajar.engine.ModelOptions;
import picocli.CommandLine.Option;

/// `--load`: where weights are while a model is open.
public final class LoadOption {
  @Option(
      names = "--load",
      paramLabel = "MODE",
      description =
          "where weights are: mmap (in the file), huge (copied to pages of 2 MiB) or auto (huge where"
              + " memory allows) (default: ${DEFAULT-VALUE})")
  private String mode = LoadMode.MMAP.label();

  /// The options with the mode that was asked for.
  ///
  /// @throws UsageException if there is none of that name, or the system can't do it
  ModelOptions apply(ModelOptions options) {
    for (LoadMode candidate : LoadMode.values()) {
      if (candidate.label().equals(mode.toLowerCase(Locale.ROOT))) {
        candidate
            .whyUnavailable()
            .ifPresent(reason -> {
              throw new UsageException("--load %s: %s; take mmap".formatted(mode, reason));
            });
        return options.withLoad(candidate);
      }
    }
    throw new UsageException(
        "--load %s: there is no such mode; choose mmap, huge or auto".formatted(mode));
  }
}
