package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.cli.demo.DemoModel;
import llamajar.cli.terminal.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which model: `-m` for a file, `-hf` and `-mu` for one that may have to be downloaded.
public final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description =
          "model in GGUF format, also in a packed file or an archive: FILE or FILE@ENTRY (default:"
              + " the built-in demo model)")
  private @Nullable Path model;

  @Mixin private RemoteModelOptions remote = new RemoteModelOptions();

  private @Nullable Path temporary;

  /// Whether a model was named.
  public boolean isGiven() {
    return model != null || remote.isGiven();
  }

  /// The model's file, downloaded if that was asked for; the demo model's if none was named.
  ///
  /// @throws IOException if the demo model can't be put into a file, or a model can't be had
  /// @throws UsageException if several models were named
  public Path path(Environment environment) throws IOException {
    if (remote.isGiven()) {
      if (model != null) {
        throw new UsageException("-m and -hf or -mu: only one of them can name the model");
      }
      return remote.path(environment);
    }
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
