package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.cli.terminal.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `-hf` and `-mu`: a model that is downloaded if it is not in the cache.
final class RemoteModelOptions {
  @Option(
      names = {"-hf", "-hfr", "--hf-repo"},
      paramLabel = "REPO",
      description =
          "model of the Hugging Face hub: owner/repo[:QUANT] (without QUANT the best that fits memory)")
  private @Nullable String repo;

  @Option(
      names = {"-hff", "--hf-file"},
      paramLabel = "FILE",
      description = "the file of -hf, instead of a QUANT")
  private @Nullable String file;

  @Option(
      names = {"-mu", "--model-url"},
      paramLabel = "URL",
      description = "address of a model file")
  private @Nullable String address;

  @Mixin private HubOptions hub = new HubOptions();

  boolean isGiven() {
    return repo != null || address != null || file != null;
  }

  Path path(Environment environment) throws IOException {
    if (repo == null && file != null) {
      throw new UsageException("-hff: which repository? give it with -hf owner/repo");
    }
    if (repo != null && address != null) {
      throw new UsageException("-hf and -mu: only one of them can name the model");
    }
    return address != null
        ? hub.fetchAddress(environment, address).file()
        : hub.fetchModel(environment, named(String.valueOf(repo)), true).file();
  }

  private String named(String reference) {
    if (file == null) {
      return reference;
    }
    int colon = reference.lastIndexOf(':');
    boolean hasQuantization = colon > reference.lastIndexOf('/');
    return (hasQuantization ? reference.substring(0, colon) : reference) + ":" + file;
  }
}
