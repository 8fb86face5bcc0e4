package llamajar.cli.inspect;

import java.io.IOException;
import java.util.concurrent.Callable;
import llamajar.cli.option.ModelOption;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TextOutput;
import llamajar.gguf.GgufFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows what is in a model file, also of models that can't be run.
@Command(
    name = "inspect",
    description = "Shows what is in a model file: metadata, tensors, and what would run of it.%n",
    customSynopsis = "llamajar inspect [-m FILE] [--json]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class InspectCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();

  @Option(names = "--json", description = "as one JSON object")
  private boolean json;

  /// The command with its options still to be read.
  public InspectCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    TextOutput out = new TextOutput(environment.out());
    try (GgufFile file = GgufFile.open(model.path(environment))) {
      Inspection inspection = Inspection.of(file);
      if (json) {
        out.line(InspectionJson.of(inspection));
      } else {
        new InspectionText(inspection, out).print();
      }
      out.flush();
    }
    return 0;
  }
}
