package llamajar.engine.scheduler;

import java.util.Arrays;
import llamajar.engine.AnswerText;
import llamajar.engine.StopReason;
import llamajar.engine.sampling.SamplerChain;
import llamajar.text.grammar.ConstrainedText;
import llamajar.text.grammar.TokenConstraint;
import org.jspecify.annotations.Nullable;

/// One choice of a request: its tokens, and how far they have been read.
final class Sequence {
  final ActiveRequest request;
  final int choice;
  final SamplerChain sampler;
  final SequenceMemory memory;
  final AnswerText text;

  /// What the text is held to, or null.
  final @Nullable ConstrainedText held;

  private final int promptLength;
  private int[] tokens;
  private int length;
  private @Nullable StopReason reason;

  /// Whether the other choices of its request have begun.
  boolean forked;

  /// When its last token was chosen.
  long lastToken;

  Sequence(ActiveRequest request, int choice, PrefixCache cache) {
    this.request = request;
    this.choice = choice;
    sampler = request.samplers.get(choice);
    memory = new SequenceMemory(cache);
    text = new AnswerText(request.request.options().stops());
    TokenConstraint constraint = request.request.options().constraint();
    held = constraint == null ? null : constraint.begin();
    promptLength = request.prompt.length;
    length = promptLength;
    tokens = Arrays.copyOf(request.prompt, promptLength + 64);
  }

  /// Its tokens; there may be room behind them.
  int[] tokens() {
    return tokens;
  }

  int length() {
    return length;
  }

  int promptLength() {
    return promptLength;
  }

  /// Tokens that were generated.
  int made() {
    return length - promptLength;
  }

  /// Whether its next token is the one with the largest logit, and nobody asks for more.
  boolean takesBest() {
    return sampler.isGreedy()
        && held == null
        && !request.request.options().ignoreEndOfGeneration()
        && request.request.topLogprobs() == GenerationRequest.NO_LOGPROBS
        && !request.request.promptLogprobs();
  }

  /// Tokens that have not been read.
  int unread() {
    return length - memory.length();
  }

  /// Whether all that comes before the last token it made has been read.
  boolean isGenerating() {
    return unread() == 1 && made() > 0;
  }

  void add(int token) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * length);
    }
    tokens[length++] = token;
  }

  /// Why it is over, or null.
  @Nullable StopReason reason() {
    return reason;
  }

  void end(StopReason why) {
    reason = why;
  }
}
