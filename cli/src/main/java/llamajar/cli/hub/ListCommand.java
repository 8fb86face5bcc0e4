package llamajar.cli.hub;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import llamajar.cli.json.JsonText;
import llamajar.cli.option.HubOptions;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.TerminalText;
import llamajar.cli.terminal.TextOutput;
import llamajar.hub.Holding;
import llamajar.hub.HubSettings;
import llamajar.hub.Library;
import llamajar.hub.name.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows which models are in the cache.
@Command(
    name = "list",
    description = "Shows which models are in the cache, whoever downloaded them.%n",
    customSynopsis = "llamajar list [--json]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class ListCommand implements Callable<Integer> {
  private final Environment environment;

  @Option(names = "--json", description = "as a JSON array")
  private boolean json;

  /// The command with its options still to be read.
  public ListCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    HubSettings settings = new HubOptions().settings(environment);
    List<Holding> all = new Library(settings).all();
    TextOutput out = new TextOutput(environment.out());
    if (json) {
      out.line(json(all));
    } else {
      show(all, out);
    }
    out.flush();
    if (all.isEmpty() && !json) {
      environment.err().println("no models in " + settings.cache());
    }
    return 0;
  }

  private static void show(List<Holding> all, TextOutput out) throws IOException {
    int width = all.stream().mapToInt(holding -> holding.name().length()).max().orElse(0);
    long total = 0;
    for (Holding holding : all) {
      String state =
          switch (holding.state()) {
            case COMPLETE -> "";
            case OUTDATED -> "  older revision";
            case INCOMPLETE -> "  incomplete";
          };
      String name = TerminalText.oneLine(holding.name());
      out.line(
          "%s%s  %10s%s"
              .formatted(
                  name,
                  " ".repeat(Math.max(0, width - name.length())),
                  Sizes.text(holding.bytes()),
                  state));
      total += holding.bytes();
    }
    if (all.size() > 1) {
      out.line("%s  %10s".formatted(" ".repeat(width), Sizes.text(total)));
    }
  }

  private static String json(List<Holding> all) {
    return JsonText.of(json -> {
      json.writeStartArray();
      for (Holding holding : all) {
        json.writeStartObject();
        json.writeStringProperty("name", holding.name());
        json.writeStringProperty("file", holding.file().toString());
        json.writeNumberProperty("bytes", holding.bytes());
        json.writeStringProperty("state", holding.state().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }
}
