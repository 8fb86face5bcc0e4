package llamajar.cli.chat;

import java.io.IOException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import llamajar.cli.model.Samplers;
import llamajar.engine.ContextFullException;
import llamajar.engine.Generation;
import llamajar.engine.GenerationOptions;
import llamajar.engine.Generator;
import llamajar.engine.LlamaModel;
import llamajar.engine.Session;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.text.answer.AnswerDelta;
import llamajar.text.answer.AnswerFormat;
import llamajar.text.answer.AnswerParser;
import llamajar.text.answer.ParameterTypes;
import org.jspecify.annotations.Nullable;

/// Puts a conversation to the model. What the session has read already is not read again, so taking
/// back or forgetting something costs only what comes after it.
final class Answerer {
  /// Is told what is going on.
  interface Listener {
    /// The prompt is read; not called if that is quick.
    void reading(int done, int total);

    /// A piece of the answer.
    void delta(AnswerDelta delta);

    /// Whether to stop.
    boolean stops();
  }

  private final LlamaModel model;
  private final Session session;
  private final ModelChat chat;
  private final Supplier<Map<String, @Nullable Object>> variables;

  Answerer(
      LlamaModel model,
      Session session,
      ModelChat chat,
      Supplier<Map<String, @Nullable Object>> variables) {
    this.model = model;
    this.session = session;
    this.chat = chat;
    this.variables = variables;
  }

  /// What the model reads of a conversation.
  String prompt(List<Map<String, Object>> messages) {
    return chat.prompt(messages, variables.get(), ZonedDateTime.now(ZoneId.systemDefault()));
  }

  /// Tokens in the context now.
  int used() {
    return session.length();
  }

  int contextLength() {
    return model.contextLength();
  }

  LlamaModel model() {
    return model;
  }

  /// Answers.
  ///
  /// @throws ContextFullException if the conversation does not fit
  Generation answer(
      List<Map<String, Object>> messages,
      SamplerSettings settings,
      GenerationOptions options,
      Listener listener)
      throws IOException, ContextFullException {
    String prompt = prompt(messages);
    int[] tokens = chat.encode(prompt);
    if (tokens.length >= model.contextLength()) {
      throw new ContextFullException(
          "the conversation has %d tokens, the context only %d"
              .formatted(tokens.length, model.contextLength()));
    }
    int known = knownPrefix(tokens);
    session.truncate(known);
    int[] rest = Arrays.copyOfRange(tokens, known, tokens.length);
    AnswerFormat format = chat.template().answerFormat().withoutCalls();
    AnswerParser parser =
        AnswerParser.of(
            format,
            chat.endTexts(),
            chat.template().startsInReasoning(prompt),
            ParameterTypes.UNKNOWN);
    Generator generator =
        new Generator(model, session, Samplers.of(model, settings), shown(options, format));
    BooleanSupplier goesOn = () -> !listener.stops();
    Consumer<List<AnswerDelta>> show = deltas -> deltas.forEach(listener::delta);
    Generation generation =
        generator.generate(
            rest,
            (done, total) -> {
              listener.reading(done, total);
              return goesOn.getAsBoolean();
            },
            piece -> {
              show.accept(parser.accept(piece));
              return goesOn.getAsBoolean();
            });
    show.accept(parser.finish());
    return generation;
  }

  /// Control tokens must be seen where they say what a part of the answer is.
  private static GenerationOptions shown(GenerationOptions options, AnswerFormat format) {
    return new GenerationOptions(
        options.maxTokens(),
        options.stops(),
        options.ignoreEndOfGeneration(),
        options.renderSpecial() || format.readsControlTokens());
  }

  /// At least one token must be left to read.
  private int knownPrefix(int[] tokens) {
    int most = Math.min(session.length(), tokens.length - 1);
    int same = 0;
    while (same < most && session.token(same) == tokens[same]) {
      same++;
    }
    return same;
  }
}
