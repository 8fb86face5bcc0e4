package llamajar.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import llamajar.engine.sampling.SamplerChain;
import llamajar.text.grammar.ConstrainedText;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// Continues a session with text: sample a token, show it, read it, and again.
public final class Generator {
  private final Session session;
  private final Tokenizer tokenizer;
  private final SamplerChain sampler;
  private final GenerationOptions options;
  private final int[] endOfGenerationIds;
  private final int vocabularySize;

  /// Whether the token with the largest logit always comes next.
  private final boolean greedy;

  /// That token, if `greedy`.
  private int best;

  /// Makes a generator.
  ///
  /// @throws IOException if the model has no usable tokenizer
  public Generator(
      LlamaModel model, Session session, SamplerChain sampler, GenerationOptions options)
      throws IOException {
    this.session = session;
    this.sampler = sampler;
    this.options = options;
    tokenizer = model.tokenizer();
    endOfGenerationIds = tokenizer.endOfGenerationIds();
    vocabularySize = model.vocabularySize();
    greedy = sampler.isGreedy() && options.constraint() == null && !options.ignoreEndOfGeneration();
  }

  /// Reads a prompt and continues it.
  ///
  /// The session has not read the last generated token when this returns.
  ///
  /// @param prompt at least one token
  /// @param progress is told how far reading the prompt has come, and may stop it
  /// @throws ContextFullException if the prompt does not fit
  public Generation generate(int[] prompt, Session.Progress progress, TextListener listener)
      throws ContextFullException {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("the prompt is empty: there is nothing to continue");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment logits = arena.allocate(ValueLayout.JAVA_FLOAT, vocabularySize);
      int before = session.length();
      long start = System.nanoTime();
      boolean complete = read(prompt, logits, progress);
      Duration promptTime = Duration.ofNanos(System.nanoTime() - start);
      if (!complete) {
        int tokensRead = session.length() - before;
        return new Generation("", tokensRead, promptTime, 0, Duration.ZERO, StopReason.CANCELLED);
      }
      for (int token : prompt) {
        sampler.accept(token);
      }
      return continueText(prompt.length, promptTime, logits, listener);
    }
  }

  /// Reads tokens, for the logits of the last one, or for no more than the largest of them.
  private boolean read(int[] tokens, MemorySegment logits, Session.Progress progress)
      throws ContextFullException {
    if (!greedy) {
      return session.read(tokens, logits, progress);
    }
    best = session.readForBest(tokens, progress);
    return best != Session.STOPPED;
  }

  private int next(MemorySegment logits, @Nullable ConstrainedText held) {
    if (greedy) {
      return best;
    }
    if (options.ignoreEndOfGeneration()) {
      forbidEndOfGeneration(logits);
    }
    return held == null ? sampler.sample(logits) : sampler.sample(logits, held.allowed());
  }

  private Generation continueText(
      int promptTokens, Duration promptTime, MemorySegment logits, TextListener listener)
      throws ContextFullException {
    Output output = new Output(listener);
    long start = System.nanoTime();
    int[] next = new int[1];
    int made = 0;
    ConstrainedText held = options.constraint() == null ? null : options.constraint().begin();
    @Nullable StopReason reason = options.maxTokens() == 0 ? StopReason.LENGTH : null;
    while (reason == null) {
      next[0] = next(logits, held);
      sampler.accept(next[0]);
      made++;
      boolean end = tokenizer.isEndOfGeneration(next[0]);
      if (!end || options.renderSpecial()) {
        output.bytes(tokenizer.piece(next[0], options.renderSpecial()));
      }
      if (held != null && !end) {
        follow(held, next[0]);
        end = held.isFinished();
      }
      reason = end ? StopReason.END_OF_GENERATION : reasonToStop(made, output);
      if (reason == null) {
        read(next, logits, Session.GO_ON);
      }
    }
    output.finish(held == null);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return new Generation(output.text.toString(), promptTokens, promptTime, made, time, reason);
  }

  private void follow(ConstrainedText held, int token) {
    if (!held.accept(token, tokenizer.piece(token, held.spellsControlTokens()))) {
      throw new IllegalStateException("token %d was chosen against the grammar".formatted(token));
    }
  }

  private @Nullable StopReason reasonToStop(int made, Output output) {
    if (output.stopped != null) {
      return output.stopped;
    }
    if (made == options.maxTokens()) {
      return StopReason.LENGTH;
    }
    return session.length() == session.contextLength() ? StopReason.CONTEXT_FULL : null;
  }

  /// Bytes of tokens on their way to the listener.
  private final class Output {
    private final TextListener listener;
    private final AnswerText pieces = new AnswerText(options.stops());
    private final StringBuilder text = new StringBuilder();
    private @Nullable StopReason stopped;

    Output(TextListener listener) {
      this.listener = listener;
    }

    void bytes(byte[] piece) {
      show(pieces.accept(piece));
      if (pieces.isStopped()) {
        stopped = StopReason.STOP_TEXT;
      }
    }

    /// @param showsPart whether to show that the text ends inside a character
    void finish(boolean showsPart) {
      show(pieces.finish(showsPart));
    }

    private void show(String piece) {
      text.append(piece);
      if (!piece.isEmpty() && !listener.text(piece)) {
        stopped = StopReason.CANCELLED;
      }
    }
  }

  private void forbidEndOfGeneration(MemorySegment logits) {
    for (int token : endOfGenerationIds) {
      logits.setAtIndex(ValueLayout.JAVA_FLOAT, token, Float.NEGATIVE_INFINITY);
    }
  }
}
