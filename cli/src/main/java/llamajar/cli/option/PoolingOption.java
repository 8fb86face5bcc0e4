package llamajar.cli.option;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamajar.engine.architecture.Pooling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--pooling`: what makes one vector of a text.
public final class PoolingOption {
  @Option(
      names = "--pooling",
      paramLabel = "HOW",
      description =
          "what makes one vector of many: mean, cls, last, none or rank (default: what the model says, or mean)")
  private @Nullable String pooling;

  /// What was asked for, or null.
  ///
  /// @throws UsageException if there is no such pooling
  public @Nullable Pooling chosen() {
    return pooling == null ? null : named(pooling);
  }

  private static Pooling named(String label) {
    return Pooling.labelled(label)
        .orElseThrow(() ->
            new UsageException(
                "--pooling %s: possible are %s"
                    .formatted(
                        label,
                        Stream.of(Pooling.values())
                            .map(Pooling::label)
                            .collect(Collectors.joining(", ")))));
  }
}
