package llamajar.cli.chat;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import llamajar.cli.option.ConfinementOptions;
import llamajar.cli.option.EndOptions;
import llamajar.cli.option.EngineOptions;
import llamajar.cli.option.ModelOption;
import llamajar.cli.option.Policies;
import llamajar.cli.option.SamplingOptions;
import llamajar.cli.option.ServerBesideOptions;
import llamajar.cli.option.Thinking;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.StatusLine;
import llamajar.confine.policy.Access;
import llamajar.confine.policy.Grant;
import llamajar.confine.policy.Network;
import llamajar.confine.policy.Policy;
import llamajar.engine.LlamaModel;
import llamajar.engine.Session;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.StoredSampling;
import llamajar.server.LlamaServer;
import llamajar.text.chat.ChatTemplate;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Talks with a model in the terminal.
@Command(
    name = "chat",
    description = "Talks with a model in the terminal.%n",
    customSynopsis = "llamajar chat [-m FILE] [OPTION...]",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    optionListHeading = "Options:%n")
public final class ChatCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private ModelOption model;
  @Mixin private ChatOptions chat;
  @Mixin private EndOptions end;
  @Mixin private EngineOptions engine;
  @Mixin private ConfinementOptions confinement;
  @Mixin private SamplingOptions sampling;
  @Mixin private ServerBesideOptions beside;

  /// The command with its options still to be read.
  public ChatCommand(Environment environment) {
    this(
        environment,
        new ModelOption(),
        new ChatOptions(),
        new EndOptions(),
        new EngineOptions(),
        new ConfinementOptions(),
        new SamplingOptions(),
        new ServerBesideOptions());
  }

  /// The command with the options of another.
  public ChatCommand(
      Environment environment,
      ModelOption model,
      ChatOptions chat,
      EndOptions end,
      EngineOptions engine,
      ConfinementOptions confinement,
      SamplingOptions sampling,
      ServerBesideOptions beside) {
    this.environment = environment;
    this.model = model;
    this.chat = chat;
    this.end = end;
    this.engine = engine;
    this.confinement = confinement;
    this.sampling = sampling;
    this.beside = beside;
  }

  @Override
  public Integer call() throws IOException {
    // Before the model is opened, so that a wrong option costs no time.
    sampling.settings(false);
    confinement.check();
    try (StatusLine status = new StatusLine(environment)) {
      Path path = model.path(environment);
      status.show("loading " + path.getFileName());
      try (LlamaModel opened =
              LlamaModel.openForText(path, engine.modelOptions(), engine.provider(environment));
          Session session = opened.newSession()) {
        ChatTemplate template =
            chat.template(opened.file())
                .orElseThrow(() ->
                    new IOException(
                        "%s: has no chat template; give it one with --chat-template NAME, or"
                                .formatted(path)
                            + " continue a text with -p"));
        SamplerSettings recommended = StoredSampling.of(opened.file().metadata());
        ChatSettings settings =
            new ChatSettings(
                sampling.settings(false, recommended), end.options(false), chat.thinking());
        ModelChat talk = new ModelChat(template, opened.tokenizer());
        Answerer answerer = new Answerer(opened, session, talk, () -> variables(settings));
        model.opened();
        Policy policy = Policies.of(opened.backend());
        try (LlamaServer server =
            beside
                .start(opened, chat.templates(opened.file()), settings.sampling(), environment)
                .orElse(null)) {
          status.clear();
          if (server != null) {
            environment.err().printf("answers others at %s%n", server.url());
          }
          talk(answerer, settings, path, server == null ? policy : policy.with(Network.ACCEPT));
        }
      }
    }
    return 0;
  }

  private void talk(Answerer answerer, ChatSettings settings, Path path, Policy policy)
      throws IOException {
    if (environment.inIsTerminal()) {
      talkOnTerminal(answerer, settings, path, policy);
      return;
    }
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(environment.out(), StandardCharsets.UTF_8), false);
    Screen screen = new Screen(out, () -> 0, false);
    boolean closed = confinement.confine(environment, policy);
    talk(new PlainInput(environment.in()), screen, answerer, settings, path, closed);
  }

  /// What the template reads, as it is set now.
  private Map<String, @Nullable Object> variables(ChatSettings settings) {
    Map<String, @Nullable Object> variables = chat.variables();
    if (settings.thinking() == Thinking.OFF) {
      variables.put("enable_thinking", false);
    }
    return variables;
  }

  private void talkOnTerminal(Answerer answerer, ChatSettings settings, Path path, Policy policy)
      throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder()
            .name("llamajar")
            .system(true)
            .providers("ffm,exec")
            .dumb(true)
            .build()) {
      boolean styled = System.getenv("NO_COLOR") == null && !EditorInput.isDumb(terminal);
      Screen screen = new Screen(terminal.writer(), terminal::getWidth, styled);
      EditorInput input = new EditorInput(terminal);
      Policy withHistory =
          input
              .historyDirectory()
              .map(directory -> policy.with(new Grant(directory, Access.WRITE)))
              .orElse(policy);
      boolean closed = confinement.confine(environment, withHistory);
      talk(input, screen, answerer, settings, path, closed);
    }
  }

  private void talk(
      LineInput input,
      Screen screen,
      Answerer answerer,
      ChatSettings settings,
      Path path,
      boolean filesClosed)
      throws IOException {
    Conversation conversation = new Conversation(chat.systemPrompt().orElse(""));
    screen.note(
        "%s, context of %d tokens. /help shows what can be typed."
            .formatted(path.getFileName(), answerer.contextLength()));
    new ChatLoop(input, screen, conversation, answerer, settings, filesClosed).run();
  }
}
