package llamajar.engine.scheduler;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.Executable;
import llamajar.engine.GenerationOptions;
import llamajar.engine.StopReason;
import llamajar.engine.sampling.Candidates;
import llamajar.engine.sampling.SamplerChain;
import llamajar.text.grammar.ConstrainedText;
import llamajar.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// Chooses the next token of a sequence and tells its reader.
final class Sampling {
  private final Tokenizer tokenizer;
  private final int[] endIds;
  private final int contextLength;
  private final Candidates workspace;
  private final SchedulerMetrics metrics;

  Sampling(Tokenizer tokenizer, int vocabularySize, int contextLength, SchedulerMetrics metrics) {
    this.tokenizer = tokenizer;
    this.contextLength = contextLength;
    this.metrics = metrics;
    endIds = tokenizer.endOfGenerationIds();
    workspace = new Candidates(vocabularySize);
  }

  /// Chooses a token; the sequence has a reason to end afterwards if it was the last.
  ///
  /// @param executable what ran; its logits may be changed
  /// @param row which of its rows stands for the sequence's last token
  void next(Sequence sequence, Executable executable, int row) {
    GenerationOptions options = sequence.request.request.options();
    if (options.maxTokens() == 0) {
      sequence.end(StopReason.LENGTH);
      return;
    }
    ConstrainedText held = sequence.held;
    int token =
        sequence.takesBest()
            ? SamplerChain.checkBest(executable.best(row))
            : choose(sequence, executable.logits(row));
    sequence.sampler.accept(token);
    sequence.add(token);
    boolean end = tokenizer.isEndOfGeneration(token);
    String text =
        end && !options.renderSpecial()
            ? ""
            : sequence.text.accept(tokenizer.piece(token, options.renderSpecial()));
    int top = sequence.request.request.topLogprobs();
    @Nullable TokenLogprobs logprobs =
        top == GenerationRequest.NO_LOGPROBS
            ? null
            : Logprobs.of(executable.logits(row), token, top);
    count(sequence);
    sequence.request.answer.add(new AnswerEvent.Token(sequence.choice, token, text, logprobs));
    if (end || isFinished(held, token)) {
      sequence.end(StopReason.END_OF_GENERATION);
    } else if (sequence.text.isStopped()) {
      sequence.end(StopReason.STOP_TEXT);
    } else if (sequence.made() == options.maxTokens()) {
      sequence.end(StopReason.LENGTH);
    } else if (sequence.length() >= contextLength) {
      sequence.end(StopReason.CONTEXT_FULL);
    }
  }

  private int choose(Sequence sequence, MemorySegment logits) {
    if (sequence.request.request.options().ignoreEndOfGeneration()) {
      for (int token : endIds) {
        logits.setAtIndex(ValueLayout.JAVA_FLOAT, token, Float.NEGATIVE_INFINITY);
      }
    }
    ConstrainedText held = sequence.held;
    return held == null
        ? sequence.sampler.sample(logits, workspace)
        : sequence.sampler.sample(logits, held.allowed(), workspace);
  }

  /// Adds a token to a text that is held to a grammar.
  ///
  /// @return whether nothing can follow
  private boolean isFinished(@Nullable ConstrainedText held, int token) {
    if (held == null) {
      return false;
    }
    if (!held.accept(token, tokenizer.piece(token, held.spellsControlTokens()))) {
      throw new IllegalStateException("token %d was chosen against the grammar".formatted(token));
    }
    return held.isFinished();
  }

  private void count(Sequence sequence) {
    long now = System.nanoTime();
    metrics.tokens.incrementAndGet();
    sequence.request.tokenMade(now);
    if (sequence.made() == 1) {
      metrics.firstTokenSeconds.add(sequence.request.age(now) * 1e-9);
    } else {
      metrics.nextTokenSeconds.add((now - sequence.lastToken) * 1e-9);
    }
    sequence.lastToken = now;
  }
}
