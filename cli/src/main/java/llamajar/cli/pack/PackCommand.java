package llamajar.cli.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import llamajar.cli.model.Amounts;
import llamajar.cli.option.UsageException;
import llamajar.cli.option.Utf8Text;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.StatusLine;
import llamajar.cli.terminal.TextOutput;
import llamajar.pack.PackOrder;
import llamajar.pack.Packer;
import llamajar.pack.RuntimeArchive;
import llamajar.pack.start.Relaunch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes one executable file of models and the program.
@Command(
    name = "pack",
    description = {
      "Makes one file that holds a model and everything that runs it.",
      "",
      "'./model.llamajar' runs it where Java 25 is installed, or anywhere with --runtime; so does",
      "'java -jar model.llamajar'. Weights are stored as they are and used where they lie.%n"
    },
    customSynopsis = "llamajar pack MODEL.gguf [FILE.gguf...] [-o MODEL.llamajar] [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class PackCommand implements Callable<Integer> {
  private static final String SUFFIX = ".llamajar";

  private final Environment environment;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "the model, then what belongs to it (projector, adapters), in GGUF format")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the file to write (default: beside this one, the model's name with .llamajar)")
  private @Nullable Path output;

  @Option(
      names = "--args",
      paramLabel = "FILE",
      description =
          "default arguments, one on each line; ... stands for the user's (default: -m, the model,"
              + " ...)")
  private @Nullable Path arguments;

  @Option(
      names = "--align",
      paramLabel = "BYTES",
      description = "weights begin at a multiple of it (default: ${DEFAULT-VALUE})")
  private long alignment = PackOrder.DEFAULT_ALIGNMENT;

  @Option(
      names = "--program",
      description = "pack the program alone, which has its built-in model (default file: llamajar)")
  private boolean programAlone;

  @Option(
      names = "--runtime",
      description = "take a Java runtime for this platform along (20 MB); a JDK makes it")
  private boolean runtime;

  @Option(names = "--slim", description = "take no Java runtime along (the default)")
  private boolean slim;

  @Option(names = "--force", description = "replace the file if it exists")
  private boolean force;

  /// The command with its options still to be read.
  public PackCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    if (runtime && slim) {
      throw new UsageException("--runtime and --slim exclude each other; give one of them");
    }
    requireModels();
    Path target = output == null ? defaultTarget() : output;
    Path program =
        Relaunch.runningJar()
            .orElseThrow(() ->
                new UsageException(
                    "pack works where the program runs from one jar: java -jar llamajar.jar pack"));
    Path made = Files.createTempDirectory("llamajar-pack");
    try (StatusLine status = new StatusLine(environment)) {
      Optional<RuntimeArchive> java = Optional.empty();
      if (runtime) {
        status.show("making a Java runtime");
        java = Optional.of(RuntimeArchive.make(made));
      }
      status.show("packing " + target.getFileName());
      Packer.pack(order(program, java, target));
    } finally {
      RuntimeArchive.delete(made);
    }
    TextOutput out = new TextOutput(environment.out());
    out.line("%s: %s".formatted(target, Amounts.bytes(Files.size(target))));
    out.flush();
    return 0;
  }

  private void requireModels() {
    if (!programAlone && models.isEmpty()) {
      throw new UsageException("there is no model to pack; name one: llamajar pack model.gguf");
    }
    if (programAlone && (!models.isEmpty() || arguments != null)) {
      throw new UsageException(
          "--program packs no model and no --args; leave one or the other out");
    }
  }

  private PackOrder order(Path program, Optional<RuntimeArchive> java, Path target)
      throws IOException {
    try {
      return new PackOrder(program, models, lines(), alignment, java, target, force);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--align: " + e.getMessage());
    }
  }

  private List<String> lines() throws IOException {
    if (programAlone) {
      return List.of();
    }
    return arguments == null
        ? List.of("-m", Packer.entryName(models.getFirst()), "...")
        : Utf8Text.read(arguments).lines().toList();
  }

  private Path defaultTarget() {
    if (programAlone) {
      return Path.of("llamajar");
    }
    String name = String.valueOf(models.getFirst().getFileName()).replaceFirst("\\.gguf$", "");
    return Path.of(name + SUFFIX);
  }
}
