package llamajar.cli.hub;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import llamajar.cli.option.HubOptions;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.hub.Library;
import llamajar.hub.name.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Deletes models from the cache.
@Command(
    name = "rm",
    description = "Deletes models from the cache; other files of their repositories stay.%n",
    customSynopsis = "llamajar rm owner/repo[:QUANT] | URL ...",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    parameterListHeading = "What:%n",
    optionListHeading = "Options:%n")
public final class RemoveCommand implements Callable<Integer> {
  private final Environment environment;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description = "as llamajar list names it; without QUANT all models of the repository")
  private List<String> models = List.of();

  /// The command with its options still to be read.
  public RemoveCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    if (models.isEmpty()) {
      throw new UsageException("rm: which model? llamajar list shows what there is");
    }
    Library library = new Library(new HubOptions().settings(environment));
    for (String model : models) {
      long freed = library.remove(model);
      environment.err().println("%s: %s freed".formatted(model, Sizes.text(freed)));
    }
    return 0;
  }
}
