package llamajar.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import llamajar.cli.option.BackendOption;
import llamajar.cli.option.BatchOptions;
import llamajar.cli.option.CacheTypeOptions;
import llamajar.cli.option.Counts;
import llamajar.cli.option.GpuOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.StatusLine;
import llamajar.cli.terminal.TextOutput;
import llamajar.engine.BackendProvider;
import llamajar.engine.ContextFullException;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Measures how fast a model runs.
@Command(
    name = "bench",
    description = "Measures how fast a model runs, also as a share of what the machine can do.%n",
    customSynopsis = "llamajar bench [-m FILE] [-p N,...] [-n N,...] [-t N,...] [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class BenchCommand implements Callable<Integer> {
  private static final int MOST_REPETITIONS = 10_000;

  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = {"-p", "--n-prompt"},
      paramLabel = "N,...",
      description = "lengths of prompts to read; 0: none (default: ${DEFAULT-VALUE})")
  private String prompts = "512";

  @Option(
      names = {"-n", "--n-gen"},
      paramLabel = "N,...",
      description = "numbers of tokens to generate; 0: none (default: ${DEFAULT-VALUE})")
  private String generations = "128";

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      description = "how often to repeat each test (default: ${DEFAULT-VALUE})")
  private int repetitions = 5;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N,...",
      description = "numbers of threads (default: one for each core)")
  private @Nullable String threads;

  @Option(names = "--no-warmup", description = "measure from the first run on")
  private boolean cold;

  @Option(
      names = "--expect",
      paramLabel = "KERNEL,...",
      split = ",",
      description =
          "fail unless these kernels are what runs, for example matmul-q8_0-q16-avx512vbmi or"
              + " q8_0.mmv1")
  private List<String> expected = List.of();

  @Option(names = "--json", description = "as a JSON array")
  private boolean json;

  @Mixin private BatchOptions batch = new BatchOptions();
  @Mixin private CacheTypeOptions cacheType = new CacheTypeOptions();
  @Mixin private BackendOption backend = new BackendOption();
  @Mixin private GpuOptions gpu = new GpuOptions();

  /// The command with its options still to be read.
  public BenchCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, ContextFullException {
    List<BenchTest> tests = tests();
    Counts.inRange("-r", repetitions, 1, MOST_REPETITIONS);
    int context = tests.stream().mapToInt(BenchTest::tokens).max().orElseThrow();
    ModelOptions options =
        backend
            .apply(cacheType.apply(batch.apply(ModelOptions.defaults())))
            .withContextLength(context);
    List<Integer> threadCounts =
        threads == null
            ? List.of(options.threads())
            : Counts.list("-t", threads, 1, Counts.MOST_THREADS);
    measure(model.path(environment), options, threadCounts, tests);
    return 0;
  }

  private List<BenchTest> tests() {
    List<BenchTest> tests = new ArrayList<>();
    for (int tokens : Counts.list("-p", prompts, 0, Counts.MOST_TOKENS)) {
      tests.add(new BenchTest(BenchTest.Kind.PROMPT, tokens));
    }
    for (int tokens : Counts.list("-n", generations, 0, Counts.MOST_TOKENS)) {
      tests.add(new BenchTest(BenchTest.Kind.GENERATION, tokens));
    }
    tests.removeIf(test -> test.tokens() == 0);
    if (tests.isEmpty()) {
      throw new UsageException("-p 0 and -n 0: there is nothing to measure; give one of them");
    }
    return tests;
  }

  private void measure(
      Path file, ModelOptions options, List<Integer> threadCounts, List<BenchTest> tests)
      throws IOException, ContextFullException {
    TextOutput out = new TextOutput(environment.out());
    MachineLimits limits = new MachineLimits();
    BackendProvider provider = gpu.provider(environment);
    List<BenchResult> results = new ArrayList<>();
    @Nullable BenchSubject subject = null;
    for (int count : threadCounts) {
      try (LlamaModel opened = LlamaModel.open(file, options.withThreads(count, count), provider);
          StatusLine status = new StatusLine(environment)) {
        boolean first = subject == null;
        Parts parts = Parts.of(opened, limits);
        subject = BenchSubject.of(opened, parts);
        subject.expect(expected);
        if (first && !json) {
          BenchTable.head(out);
        }
        try (Bench bench = new Bench(opened, parts)) {
          for (BenchTest test : tests) {
            status.show(test.label() + " with " + count + " threads");
            BenchResult result = result(bench, test);
            status.clear();
            results.add(result);
            if (!json) {
              BenchTable.row(out, subject, result);
            }
          }
        }
      }
    }
    if (json) {
      out.line(BenchJson.of(Objects.requireNonNull(subject), results));
      out.flush();
    } else {
      BenchTable.notes(out, Objects.requireNonNull(subject), limits.describe());
    }
  }

  private BenchResult result(Bench bench, BenchTest test) throws ContextFullException {
    if (!cold) {
      bench.warmUp(test);
    }
    return bench.measure(test, repetitions);
  }
}
