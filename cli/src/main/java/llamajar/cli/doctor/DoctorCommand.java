package llamajar.cli.doctor;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import llamajar.cli.model.Amounts;
import llamajar.cli.model.ModelSummary;
import llamajar.cli.model.TypeTotal;
import llamajar.cli.option.BackendOption;
import llamajar.cli.option.CacheTypeOptions;
import llamajar.cli.option.GpuOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.ThreadOptions;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.OutputException;
import llamajar.cli.terminal.TerminalText;
import llamajar.cli.terminal.TextOutput;
import llamajar.compute.Backend;
import llamajar.compute.KernelChoice;
import llamajar.compute.KvType;
import llamajar.compute.Program;
import llamajar.compute.cpu.CpuBackend;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.TierChoice;
import llamajar.confine.Layer;
import llamajar.confine.policy.Policy;
import llamajar.cuda.backend.CudaBackend;
import llamajar.cuda.driver.CudaDriver;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.engine.ModelOptions;
import llamajar.engine.architecture.Architectures;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.GgufFile;
import llamajar.gguf.TensorType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows what this machine can do, and what would be used of it.
@Command(
    name = "doctor",
    description = "Shows what this machine can do, and which kernels a model would use of it.%n",
    customSynopsis = "llamajar doctor [-m FILE] [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class DoctorCommand implements Callable<Integer> {
  private static final String COLUMNS = "  %-8s  %-40s  %8s  %12s  %s";

  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ThreadOptions threads = new ThreadOptions();
  @Mixin private BackendOption backend = new BackendOption();
  @Mixin private CacheTypeOptions cacheType = new CacheTypeOptions();
  @Mixin private GpuOptions gpu = new GpuOptions();

  /// The command with its options still to be read.
  public DoctorCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    TextOutput out = new TextOutput(environment.out());
    ModelOptions options = backend.apply(threads.apply(ModelOptions.defaults()));
    Backend chosen =
        new CpuBackend(tier(options), options.threads(), options.batchThreads(), options.load());
    for (String line : Machine.describe()) {
      out.line(line);
    }
    backends(out, chosen);
    if (model.isGiven()) {
      kernelsOfModel(out, chosen);
    } else {
      kernels(out, chosen);
    }
    // Last, because it is for good.
    confinement(out);
    out.flush();
    return 0;
  }

  private TierChoice tier(ModelOptions options) throws IOException {
    if (options.tier() != null) {
      return TierChoice.wanted(options.tier());
    }
    if (!model.isGiven()) {
      return TierChoice.forMachine();
    }
    try (GgufFile file = GgufFile.open(model.path(environment))) {
      return TierChoice.forModel(
          file.tensors().stream().mapToLong(tensor -> tensor.shape().elementCount()).sum());
    }
  }

  private void backends(TextOutput out, Backend chosen) throws OutputException {
    out.line("\nbackends");
    for (CpuTier tier : CpuTier.values()) {
      String state = tier.whyUnavailable().map(reason -> "not available: " + reason).orElse("ok");
      boolean used = tier.label().equals(chosen.name());
      out.line("  %-10s %s%s".formatted(tier.label(), state, used ? ", used" : ""));
    }
    gpus(out);
    for (String line : chosen.describe()) {
      out.line("  %s".formatted(line));
    }
  }

  private void gpus(TextOutput out) throws OutputException {
    switch (environment.gpus().search().get()) {
      case DriverLookup.Absent(String reason) ->
          out.line("  %-10s not available: %s".formatted("cuda", reason));
      case DriverLookup.Found(CudaDriver driver) -> {
        for (int i = 0; i < driver.deviceCount(); i++) {
          for (String line : new CudaBackend(driver.device(i), CodeLoader.DRIVER).describe()) {
            out.line("  %-10s %s".formatted("cuda", line));
          }
        }
      }
    }
  }

  private void confinement(TextOutput out) throws OutputException {
    List<Layer> layers = environment.confiner().confine(Policy.ofJvm());
    if (layers.isEmpty()) {
      return;
    }
    out.line("\nconfinement (as run, chat and serve have it, tried on this process)");
    for (Layer layer : layers) {
      String state =
          switch (layer.state()) {
            case Layer.InForce(String what) -> "ok: " + what;
            case Layer.Absent(String reason) -> "not available: " + TerminalText.oneLine(reason);
          };
      out.line("  %-10s %s".formatted(layer.name(), state));
    }
  }

  private static void kernels(TextOutput out, Backend chosen) throws OutputException {
    out.line("\nkernels of %s (with -m: those of a model)".formatted(chosen.name()));
    for (TensorType type : TensorType.values()) {
      KernelChoice choice = chosen.kernelFor(type);
      out.line("  %-8s  %-40s  %s".formatted(type, choice.kernel(), choice.reason()));
    }
  }

  private void kernelsOfModel(TextOutput out, Backend chosen) throws IOException {
    try (GgufFile file = GgufFile.open(model.path(environment))) {
      ModelSummary summary = ModelSummary.of(file);
      out.line(
          "\n%s: %s, %s, %.2f bits per weight"
              .formatted(
                  TerminalText.oneLine(file.path().toString()),
                  TerminalText.oneLine(summary.label()),
                  Amounts.bytes(summary.tensorBytes()),
                  summary.bitsPerWeight()));
      if (!summary.supported()) {
        out.line(
            "  the architecture '%s' is not supported"
                .formatted(TerminalText.oneLine(summary.architecture())));
      }
      out.line(COLUMNS.formatted("type", "kernel", "tensors", "size", "why not a faster one"));
      for (TypeTotal total : summary.types()) {
        KernelChoice choice = chosen.kernelFor(total.type());
        out.line(
            COLUMNS.formatted(
                total.type(),
                choice.kernel(),
                total.tensors(),
                Amounts.bytes(total.bytes()),
                choice.reason()));
      }
      if (summary.supported()) {
        gpuCode(out, file);
      }
    }
  }

  private void gpuCode(TextOutput out, GgufFile file) throws IOException {
    if (gpu.driver(environment).orElse(null) instanceof DriverLookup.Found(CudaDriver driver)) {
      Program program;
      try {
        ModelSource source = new ModelSource(file);
        program = Architectures.of(source).program(source);
      } catch (ModelException e) {
        out.line("\nno code for GPUs: " + TerminalText.oneLine(String.valueOf(e.getMessage())));
        return;
      }
      KvType type = cacheType.apply(ModelOptions.defaults()).kvType();
      for (int i = 0; i < driver.deviceCount(); i++) {
        new GpuCode(driver.device(i), gpu.cache(environment, driver)).show(out, program, type);
      }
    }
  }
}
