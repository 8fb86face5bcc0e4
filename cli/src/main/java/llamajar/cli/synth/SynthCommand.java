package llamajar.cli.synth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.StatusLine;
import llamajar.cli.terminal.TextOutput;
import llamajar.engine.synth.Synth;
import llamajar.engine.synth.SynthException;
import llamajar.engine.synth.SynthPlan;
import llamajar.engine.synth.SynthShape;
import llamajar.engine.synth.SynthType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes a model of random weights in a real model's shape.
@Command(
    name = "synth",
    description =
        "Writes a model of random weights in a real model's shape and any quantization.%n",
    customSynopsis = "llamajar synth --like SHAPE --type NAME -o OUT.gguf [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n",
    footer = {"", "What is not given is as in SHAPE."})
public final class SynthCommand implements Callable<Integer> {
  private final Environment environment;

  @Option(
      names = "--like",
      required = true,
      paramLabel = "SHAPE",
      description = "llama-3.2-1b, llama-3.2-3b, llama-3.1-8b, mistral-7b or bench-1.1b")
  private String like = "";

  @Option(
      names = "--type",
      required = true,
      paramLabel = "NAME",
      description = "a tensor type such as Q8_0, or a file mix such as IQ3_XS")
  private String type = "";

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "where to write")
  private Path output = Path.of("");

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "start of the random numbers (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Mixin private SizeOptions sizes = new SizeOptions();

  /// The command with its options still to be read.
  public SynthCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, SynthException {
    SynthPlan plan = SynthPlan.of(sizes.apply(SynthShape.named(like)), SynthType.named(type));
    TextOutput out = new TextOutput(environment.out());
    out.line(plan.describe());
    out.flush();
    try (StatusLine status = new StatusLine(environment)) {
      Synth.write(
          plan, seed, output, (done, total) -> status.show("writing MiB", done >> 20, total >> 20));
    }
    out.line("written to " + output);
    out.flush();
    return 0;
  }
}
