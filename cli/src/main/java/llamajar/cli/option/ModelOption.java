package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.cli.demo.DemoModel;
import llamajar.cli.terminal.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `-m`: which model.
public final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description =
          "model in GGUF format, also in a packed file or an archive: FILE or FILE@ENTRY (default:"
              + " the built-in demo model)")
  private @Nullable Path model;

  /// Whether a model was named.
  public boolean isGiven() {
    return model != null;
  }

  /// The model's file; the demo model's if none was named.
  ///
  /// @throws IOException if the demo model can't be put into a file
  public Path path(Environment environment) throws IOException {
    return model != null ? model : DemoModel.file(environment.cacheDirectory());
  }
}
