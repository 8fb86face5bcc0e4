package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.Files;
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
      description = "model in GGUF format (default: the built-in demo model)")
  private @Nullable Path model;

  private @Nullable Path temporary;

  /// Whether a model was named.
  public boolean isGiven() {
    return model != null;
  }

  /// The model's file; the demo model's if none was named.
  ///
  /// @throws IOException if the demo model can't be put into a file
  public Path path(Environment environment) throws IOException {
    if (model != null) {
      return model;
    }
    Path demo = DemoModel.file(environment.cacheDirectory());
    temporary = demo.startsWith(environment.cacheDirectory()) ? null : demo;
    return demo;
  }

  /// To be called when the model is open: a temporary file goes at once, because a confined program
  /// can't delete it when it ends.
  public void opened() {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // Systems that keep mapped files have no confinement; there it goes at the end.
        return;
      }
    }
  }
}
