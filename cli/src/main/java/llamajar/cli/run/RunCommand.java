package llamajar.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import llamajar.cli.grammar.GrammarOptions;
import llamajar.cli.option.BackendOption;
import llamajar.cli.option.BatchOptions;
import llamajar.cli.option.CacheTypeOptions;
import llamajar.cli.option.ContextOption;
import llamajar.cli.option.EndOptions;
import llamajar.cli.option.GpuOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.PromptOptions;
import llamajar.cli.option.SamplingOptions;
import llamajar.cli.option.ThreadOptions;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.Interrupt;
import llamajar.cli.terminal.StatusLine;
import llamajar.engine.BackendProvider;
import llamajar.engine.ContextFullException;
import llamajar.engine.Generation;
import llamajar.engine.GenerationOptions;
import llamajar.engine.Generator;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.Session;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.StoredSampling;
import llamajar.text.grammar.Grammar;
import llamajar.text.tokenizer.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Continues a text: shows the prompt, then the text as it is made, then how long it took.
@Command(
    name = "llamajar",
    description = "Runs a language model: continues the text that is given to it.%n",
    customSynopsis = {
      "llamajar [-m FILE] -p TEXT [OPTION...]",
      "       llamajar COMMAND [OPTION...]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Commands (each has a --help):",
      "  run         the same as no command",
      "  inspect     show what is in a model file",
      "  tokenize    turn text into token ids",
      "  logits      write a model's raw results",
      "  embed       turn text into a vector",
      "  bench       measure speed",
      "  perplexity  measure how well a model predicts a text",
      "  synth       write a model file of random weights",
      "  doctor      show what this machine can do, and what a model would use of it",
      "  grammar     say which texts a grammar or a JSON schema accepts",
      "",
      "Without -p and -f, the prompt is read from standard input if that is no terminal.",
      "Exit codes: 0 done, 1 failed, 2 wrong use, 130 stopped by Ctrl-C."
    })
public final class RunCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private PromptOptions promptOptions = new PromptOptions();
  @Mixin private EndOptions end = new EndOptions();
  @Mixin private ContextOption context = new ContextOption();
  @Mixin private ThreadOptions threads = new ThreadOptions();
  @Mixin private BatchOptions batch = new BatchOptions();
  @Mixin private CacheTypeOptions cacheType = new CacheTypeOptions();
  @Mixin private BackendOption backend = new BackendOption();
  @Mixin private GpuOptions gpu = new GpuOptions();
  @Mixin private SamplingOptions sampling = new SamplingOptions();
  @Mixin private GrammarOptions grammarOptions = new GrammarOptions();

  @Option(names = "--no-display-prompt", description = "don't show the prompt")
  private boolean hidesPrompt;

  @Option(names = "--verbose-prompt", description = "show the prompt's tokens on standard error")
  private boolean showsTokens;

  /// The command with its options still to be read.
  public RunCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, ContextFullException {
    // Before the model is opened, so that a wrong option costs no time.
    sampling.settings(promptOptions.escapes());
    GenerationOptions ending = end.options(promptOptions.escapes());
    Optional<Grammar> grammar = grammarOptions.read();
    ModelOptions modelOptions = modelOptions();
    BackendProvider provider = gpu.provider(environment.err());
    String prompt =
        promptOptions
            .read(environment)
            .orElseThrow(
                () -> new UsageException("there is no prompt; give one with -p TEXT or -f FILE"));
    long start = System.nanoTime();
    try (Interrupt interrupt = Interrupt.listen();
        StatusLine status = new StatusLine(environment)) {
      Path path = model.path(environment);
      status.show("loading " + path.getFileName());
      try (LlamaModel opened = LlamaModel.openForText(path, modelOptions, provider);
          Session session = opened.newSession()) {
        int[] tokens = promptTokens(opened, prompt);
        SamplerSettings recommended = StoredSampling.of(opened.file().metadata());
        SamplerSettings settings = sampling.settings(promptOptions.escapes(), recommended);
        SamplerChain sampler = sampler(opened, settings);
        GenerationOptions generationOptions =
            grammar.isPresent() ? ending.withConstraint(opened.constraint(grammar.get())) : ending;
        Generator generator = new Generator(opened, session, sampler, generationOptions);
        status.clear();
        Duration loadTime = Duration.ofNanos(System.nanoTime() - start);
        ShownText shown = new ShownText(environment, status, interrupt, hidesPrompt ? "" : prompt);
        boolean readsLong = tokens.length > modelOptions.batchLength();
        if (!readsLong) {
          shown.begin();
        }
        Generation generation = generator.generate(tokens, shown::reading, shown::text);
        shown.end();
        new Statistics(loadTime, generation, sampler.seed(), System.nanoTime() - start)
            .print(environment.err());
      }
      return interrupt.requested() ? Interrupt.EXIT_CODE : 0;
    }
  }

  private ModelOptions modelOptions() {
    ModelOptions options = context.apply(ModelOptions.defaults());
    return backend.apply(cacheType.apply(batch.apply(threads.apply(options))));
  }

  private int[] promptTokens(LlamaModel opened, String prompt) throws IOException {
    Tokenizer tokenizer = opened.tokenizer();
    int[] tokens = tokenizer.encode(prompt, true, true);
    if (showsTokens) {
      TokenList.print(tokenizer, tokens, environment.err());
    }
    if (tokens.length == 0) {
      throw new UsageException(
          "the prompt is empty, and this model has no token to start a text with; give some text");
    }
    if (tokens.length > opened.contextLength()) {
      throw new IOException(
          "the prompt has %d tokens, but the context only %d; %s"
              .formatted(tokens.length, opened.contextLength(), remedy(opened)));
    }
    return tokens;
  }

  private static String remedy(LlamaModel opened) {
    return opened.contextLength() < opened.trainedContextLength()
        ? "give a larger -c (this model can have %d) or a shorter prompt"
            .formatted(opened.trainedContextLength())
        : "give a shorter prompt, this model can't have more";
  }

  private static SamplerChain sampler(LlamaModel opened, SamplerSettings settings)
      throws IOException {
    DryBreakers breakers =
        settings.dryMultiplier() == 0
            ? DryBreakers.none()
            : breakers(opened, settings.dryBreakers());
    try {
      return SamplerChain.of(settings, opened.vocabularySize(), opened.contextLength(), breakers);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static DryBreakers breakers(LlamaModel opened, List<String> texts) throws IOException {
    Tokenizer tokenizer = opened.tokenizer();
    return DryBreakers.of(
        texts,
        tokenizer.vocabulary().size(),
        token -> TokenList.text(tokenizer, token),
        text -> tokenizer.encode(text, false, false));
  }
}
