package llamajar.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import llamajar.cli.chat.ChatCommand;
import llamajar.cli.chat.ChatOptions;
import llamajar.cli.grammar.GrammarOptions;
import llamajar.cli.model.Samplers;
import llamajar.cli.option.ConfinementOptions;
import llamajar.cli.option.EndOptions;
import llamajar.cli.option.EngineOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.Policies;
import llamajar.cli.option.PromptOptions;
import llamajar.cli.option.SamplingOptions;
import llamajar.cli.option.ServerBesideOptions;
import llamajar.cli.option.Thinking;
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
import llamajar.engine.TextListener;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.StoredSampling;
import llamajar.text.answer.AnswerFormat;
import llamajar.text.answer.AnswerGrammar;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.grammar.Grammar;
import llamajar.text.tokenizer.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Continues a text: shows the prompt, then the text as it is made, then how long it took.
@Command(
    name = "llamajar",
    description =
        "Runs a language model: answers a question, continues a text, or talks with you.%n",
    customSynopsis = {
      "llamajar [-m FILE] [-p TEXT] [OPTION...]",
      "       llamajar COMMAND [OPTION...]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Commands (each has a --help):",
      "  run         the same as no command",
      "  chat        talk with a model in the terminal",
      "  inspect     show what is in a model file",
      "  tokenize    turn text into token ids",
      "  template    show a model's chat template, or render conversations with it",
      "  logits      write a model's raw results",
      "  embed       turn text into a vector",
      "  bench       measure speed",
      "  perplexity  measure how well a model predicts a text",
      "  synth       write a model file of random weights",
      "  pack        make one executable file of a model and the program",
      "  serve       answer over HTTP",
      "  pull        download a model from the Hugging Face hub or another address",
      "  list        show which models are in the cache",
      "  rm          delete models from the cache",
      "  doctor      show what this machine can do, and what a model would use of it",
      "  grammar     say which texts a grammar or a JSON schema accepts",
      "",
      "-p is answered as a question if the model has a chat template, else continued as it stands.",
      "Without -p and -f, the prompt is read from standard input; if that is a terminal, a chat begins.",
      "Exit codes: 0 done, 1 failed, 2 wrong use, 130 stopped by Ctrl-C."
    })
public final class RunCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private PromptOptions promptOptions = new PromptOptions();
  @Mixin private ChatOptions chat = new ChatOptions();
  @Mixin private EndOptions end = new EndOptions();
  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private ConfinementOptions confinement = new ConfinementOptions();
  @Mixin private SamplingOptions sampling = new SamplingOptions();
  @Mixin private GrammarOptions grammarOptions = new GrammarOptions();
  @Mixin private ServerBesideOptions beside = new ServerBesideOptions();

  @Option(
      names = "--raw",
      description = "continue the text as it stands, even if the model can chat")
  private boolean raw;

  @Option(names = "--no-display-prompt", description = "don't show the text that is continued")
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
    Optional<GrammarOptions.RuleSource> held = grammarOptions.rule();
    ModelOptions modelOptions = engine.modelOptions();
    BackendProvider provider = engine.provider(environment);
    confinement.check();
    Optional<String> given = promptOptions.read(environment);
    if (given.isEmpty() && environment.inIsTerminal() && !raw) {
      return new ChatCommand(environment, model, chat, end, engine, confinement, sampling, beside)
          .call();
    }
    if (beside.isWanted()) {
      throw new UsageException(
          "--server answers while somebody chats on a terminal; without a chat use llamajar serve");
    }
    String prompt =
        given.orElseThrow(
            () -> new UsageException("there is no prompt; give one with -p TEXT or -f FILE"));
    long start = System.nanoTime();
    try (Interrupt interrupt = Interrupt.listen();
        StatusLine status = new StatusLine(environment)) {
      Path path = model.path(environment);
      status.show("loading " + path.getFileName());
      try (LlamaModel opened = LlamaModel.openForText(path, modelOptions, provider);
          Session session = opened.newSession()) {
        Optional<ModelChat> talk = chat(opened, status);
        int[] tokens = promptTokens(opened, talk, prompt);
        SamplerSettings recommended = StoredSampling.of(opened.file().metadata());
        SamplerSettings settings = sampling.settings(promptOptions.escapes(), recommended);
        SamplerChain sampler = Samplers.of(opened, settings);
        GenerationOptions generationOptions = held(opened, talk, tokens, held, ending);
        Generator generator = new Generator(opened, session, sampler, generationOptions);
        status.clear();
        model.opened();
        confinement.confine(environment, Policies.of(opened.backend()));
        Duration loadTime = Duration.ofNanos(System.nanoTime() - start);
        String before = hidesPrompt || talk.isPresent() ? "" : prompt;
        ShownText shown = new ShownText(environment, status, interrupt, before);
        boolean readsLong = tokens.length > modelOptions.batchLength();
        if (!readsLong) {
          shown.begin();
        }
        TextListener listener = shown::text;
        if (!format(talk).equals(AnswerFormat.PLAIN)) {
          listener = new SpokenAnswer(talk.orElseThrow(), tokens, thoughts(), listener);
        }
        Generation generation = generator.generate(tokens, shown::reading, listener);
        if (listener instanceof SpokenAnswer spoken) {
          spoken.finish();
        }
        shown.end();
        new Statistics(loadTime, generation, sampler.seed(), System.nanoTime() - start)
            .print(environment.err());
      }
      return interrupt.requested() ? Interrupt.EXIT_CODE : 0;
    }
  }

  /// Holds the text to a grammar, if one was given; that of an answer begins behind its thoughts.
  private GenerationOptions held(
      LlamaModel opened,
      Optional<ModelChat> talk,
      int[] prompt,
      Optional<GrammarOptions.RuleSource> rule,
      GenerationOptions ending)
      throws IOException {
    AnswerFormat format = format(talk);
    GenerationOptions shown = format.readsControlTokens() ? ending.withRenderSpecial(true) : ending;
    if (rule.isEmpty()) {
      return shown;
    }
    boolean thinks =
        talk.isPresent()
            && talk.get().template().startsInReasoning(opened.tokenizer().decode(prompt, true));
    Grammar grammar = new AnswerGrammar(format, thinks).content(rule.get());
    return shown.withConstraint(opened.constraint(grammar, format.readsControlTokens()));
  }

  /// How the model writes what it answers.
  private static AnswerFormat format(Optional<ModelChat> talk) {
    return talk.isPresent()
        ? talk.get().template().answerFormat().withoutCalls()
        : AnswerFormat.PLAIN;
  }

  private SpokenAnswer.Thoughts thoughts() {
    if (chat.thinking() == Thinking.HIDE) {
      return SpokenAnswer.Thoughts.HIDDEN;
    }
    return environment.outIsStyled() ? SpokenAnswer.Thoughts.DIMMED : SpokenAnswer.Thoughts.PLAIN;
  }

  /// How the prompt is put to the model as a question; empty if it is continued as it stands.
  private Optional<ModelChat> chat(LlamaModel opened, StatusLine status) throws IOException {
    if (raw) {
      chat.refuseWithRaw();
      return Optional.empty();
    }
    Optional<ChatTemplate> template = chat.template(opened.file());
    if (template.isEmpty()) {
      status.clear();
      environment
          .err()
          .println(
              "llamajar: %s has no chat template: the text is continued as it stands (--raw says so, --chat-template NAME gives it one)"
                  .formatted(opened.file().path().getFileName()));
      return Optional.empty();
    }
    return Optional.of(new ModelChat(template.get(), opened.tokenizer()));
  }

  private int[] promptTokens(LlamaModel opened, Optional<ModelChat> talk, String prompt)
      throws IOException {
    Tokenizer tokenizer = opened.tokenizer();
    if (talk.isPresent() && prompt.isBlank()) {
      throw new UsageException("the prompt is empty; give some text");
    }
    int[] tokens =
        talk.isPresent()
            ? talk.get().encode(Questions.prompt(talk.get(), chat, prompt))
            : tokenizer.encode(prompt, true, true);
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
}
