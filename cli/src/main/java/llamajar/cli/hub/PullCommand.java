package llamajar.cli.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import llamajar.cli.option.HubOptions;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TextOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Downloads a model.
@Command(
    name = "pull",
    description = "Downloads a model, and prints where its file is.%n",
    customSynopsis = "llamajar pull owner/repo[:QUANT] | URL [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    parameterListHeading = "What:%n",
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Where files go, what is resumed, and all environment variables: docs/models.md."
    })
public final class PullCommand implements Callable<Integer> {
  private final Environment environment;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description = "a model of the Hugging Face hub, or the address of a file")
  private List<String> models = List.of();

  @Mixin private HubOptions hub = new HubOptions();

  /// The command with its options still to be read.
  public PullCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    if (models.isEmpty()) {
      throw new UsageException("pull: which model? give owner/repo[:QUANT] or an address");
    }
    TextOutput out = new TextOutput(environment.out());
    for (String model : models) {
      Path file = hub.fetch(environment, model).file();
      out.line(file.toString());
      out.flush();
    }
    return 0;
  }
}
