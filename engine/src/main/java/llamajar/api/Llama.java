package llamajar.api;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.engine.ContextFullException;
import llamajar.engine.Embedder;
import llamajar.engine.GenerationOptions;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.chat.ModelChat;
import llamajar.engine.chat.ModelTemplates;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.BusyException;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.engine.scheduler.Scheduler;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.engine.scheduler.SharedEmbedder;
import llamajar.gguf.GgufException;
import llamajar.text.answer.AnswerFormat;
import llamajar.text.answer.AnswerParser;
import llamajar.text.answer.ParameterTypes;
import llamajar.text.chat.ChatRequest;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// An open model that answers.
///
/// {@snippet class="llamajar.api.LlamaSnippets" region="complete"}
///
/// Any thread may use it, virtual threads above all: whoever waits for an answer costs nothing.
/// Answers that are made at the same time are computed together, and prompts that begin alike are
/// read once.
public final class Llama implements AutoCloseable {
  private final LlamaModel model;
  private final Scheduler scheduler;
  private final Tokenizer tokenizer;
  private final SharedEmbedder embedder;
  private @Nullable ModelChat chat;

  private Llama(LlamaModel model, Scheduler scheduler, Tokenizer tokenizer) {
    this.model = model;
    this.scheduler = scheduler;
    this.tokenizer = tokenizer;
    embedder = new SharedEmbedder(scheduler);
  }

  /// Opens a GGUF file.
  ///
  /// @throws IOException if it can't be opened, is not a model, or is not supported; the message is
  ///   one line for the user
  public static Llama open(Path file) throws IOException {
    return open(file, ModelOptions.defaults(), SchedulerOptions.defaults());
  }

  /// Opens a GGUF file with a context, threads and a number of answers at a time of one's own.
  ///
  /// @throws IOException as [#open(Path)]
  public static Llama open(Path file, ModelOptions options, SchedulerOptions scheduling)
      throws IOException {
    LlamaModel model = LlamaModel.openForText(file, options);
    try {
      return new Llama(model, Scheduler.start(model, scheduling), model.tokenizer());
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /// Continues a text.
  ///
  /// @throws IllegalArgumentException if the prompt is empty or does not fit
  /// @throws AnswerException if too many answers are being made already
  public TextStream complete(String prompt, Settings settings) {
    int[] tokens = tokenizer.encode(prompt, true, true);
    GenerationRequest request =
        GenerationRequest.of(tokens, settings.sampling(), settings.generation());
    return new TextStream(submit(request.withTimeout(settings.timeout())));
  }

  /// Answers a question.
  ///
  /// @throws AnswerException as [#chat(List, Settings)]
  public ChatStream chat(String question, Settings settings) {
    return chat(List.of(Message.user(question)), settings);
  }

  /// Answers a conversation, which is written as the template in the model's file says.
  ///
  /// {@snippet class="llamajar.api.LlamaSnippets" region="chat"}
  ///
  /// @throws AnswerException if the model has no template, or its template refuses the
  ///   conversation; or if too many answers are being made already
  /// @throws IllegalArgumentException if the conversation does not fit
  public ChatStream chat(List<Message> messages, Settings settings) {
    ModelChat talk = chat();
    List<Map<String, Object>> conversation = new ArrayList<>();
    for (Message message : messages) {
      conversation.add(ChatRequest.message(message.role(), message.content()));
    }
    String prompt;
    try {
      prompt = talk.prompt(conversation, Map.of(), ZonedDateTime.now(ZoneId.systemDefault()));
    } catch (TemplateException e) {
      throw new AnswerException(
          "the model's chat template refuses the conversation: " + e.getMessage(), e);
    }
    AnswerFormat format = talk.template().answerFormat().withoutCalls();
    GenerationOptions generation =
        settings.generation().withRenderSpecial(format.readsControlTokens());
    AnswerParser parser =
        AnswerParser.of(
            format,
            talk.endTexts(),
            talk.template().startsInReasoning(prompt),
            ParameterTypes.UNKNOWN);
    GenerationRequest request =
        GenerationRequest.of(talk.encode(prompt), settings.sampling(), generation)
            .withTimeout(settings.timeout());
    return new ChatStream(new TextStream(submit(request)), parser);
  }

  private synchronized ModelChat chat() {
    ModelChat known = chat;
    if (known == null) {
      try {
        String source =
            ModelTemplates.of(model.file().metadata())
                .plain()
                .orElseThrow(() ->
                    new AnswerException(
                        "the model has no chat template; complete texts, or write prompts as it expects them",
                        null));
        known = new ModelChat(ChatTemplate.of(source), tokenizer);
      } catch (GgufException | TemplateException e) {
        throw new AnswerException("the model's chat template: " + e.getMessage(), e);
      }
      chat = known;
    }
    return known;
  }

  /// The embedding of a text: a vector of length 1 that lies close to those of texts that mean
  /// similar things. Computed between the steps of answers.
  ///
  /// @throws IllegalArgumentException if the text is empty or does not fit
  /// @throws AnswerException if the model can't be used so, or it is closing
  public float[] embed(String text) {
    try {
      return Embedder.normalized(
          embedder.embedAll(List.of(embedder.embedder().tokens(text))).getFirst());
    } catch (ContextFullException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException | BusyException e) {
      throw new AnswerException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnswerException("interrupted while waiting for the embedding", e);
    }
  }

  private Answer submit(GenerationRequest request) {
    try {
      return scheduler.submit(request);
    } catch (BusyException | IOException e) {
      throw new AnswerException(String.valueOf(e.getMessage()), e);
    }
  }

  /// The tokens of a text, with those that begin a context.
  public int[] tokenize(String text) {
    return tokenizer.encode(text, true, true);
  }

  /// The text of tokens.
  public String detokenize(int[] tokens) {
    return tokenizer.decode(tokens, false);
  }

  /// The model itself.
  public LlamaModel model() {
    return model;
  }

  /// What computes, for requests that [Settings] can't express.
  public Scheduler scheduler() {
    return scheduler;
  }

  /// Cancels all answers and closes the model.
  @Override
  public void close() {
    scheduler.close();
    embedder.close();
    model.close();
  }
}
