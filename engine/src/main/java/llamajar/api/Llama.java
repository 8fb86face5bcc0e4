package llamajar.api;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.engine.LlamaModel;
import llamajar.engine.ModelOptions;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.BusyException;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.engine.scheduler.Scheduler;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.text.tokenizer.Tokenizer;

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

  private Llama(LlamaModel model, Scheduler scheduler, Tokenizer tokenizer) {
    this.model = model;
    this.scheduler = scheduler;
    this.tokenizer = tokenizer;
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
    model.close();
  }
}
