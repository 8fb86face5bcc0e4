package llamajar.engine.scheduler;

import java.time.Duration;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerSettings;

/// A prompt to be continued, and how. Immutable.
public final class GenerationRequest {
  /// [#topLogprobs()] of requests that don't want probabilities.
  public static final int NO_LOGPROBS = -1;

  private final int[] prompt;
  private final SamplerSettings sampling;
  private final GenerationOptions options;
  private final int choices;
  private final int topLogprobs;
  private final boolean promptLogprobs;
  private final Duration timeout;

  private GenerationRequest(
      int[] prompt,
      SamplerSettings sampling,
      GenerationOptions options,
      int choices,
      int topLogprobs,
      boolean promptLogprobs,
      Duration timeout) {
    this.prompt = prompt;
    this.sampling = sampling;
    this.options = options;
    this.choices = choices;
    this.topLogprobs = topLogprobs;
    this.promptLogprobs = promptLogprobs;
    this.timeout = timeout;
  }

  /// One answer to a prompt.
  ///
  /// @param prompt at least one token
  /// @throws IllegalArgumentException if the prompt is empty
  public static GenerationRequest of(
      int[] prompt, SamplerSettings sampling, GenerationOptions options) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("the prompt is empty: there is nothing to continue");
    }
    return new GenerationRequest(
        prompt.clone(), sampling, options, 1, NO_LOGPROBS, false, Duration.ZERO);
  }

  /// The same with several answers, which share the prompt. If the sampling has a seed, each answer
  /// has the next one.
  ///
  /// @throws IllegalArgumentException if `count` is not positive
  public GenerationRequest withChoices(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("%d answers".formatted(count));
    }
    return new GenerationRequest(
        prompt, sampling, options, count, topLogprobs, promptLogprobs, timeout);
  }

  /// The same with probabilities: of each token, and of the `top` most probable ones.
  ///
  /// @param top 0 or more
  /// @param alsoPrompt whether they are wanted for the tokens of the prompt, too; its parts in the
  ///   cache are computed again then
  public GenerationRequest withLogprobs(int top, boolean alsoPrompt) {
    if (top < 0) {
      throw new IllegalArgumentException("%d most probable tokens".formatted(top));
    }
    return new GenerationRequest(prompt, sampling, options, choices, top, alsoPrompt, timeout);
  }

  /// The same with a limit of time from its arrival to its end; zero: that of the scheduler.
  public GenerationRequest withTimeout(Duration limit) {
    return new GenerationRequest(
        prompt, sampling, options, choices, topLogprobs, promptLogprobs, limit);
  }

  /// Number of tokens of the prompt.
  public int promptLength() {
    return prompt.length;
  }

  /// The prompt.
  public int[] prompt() {
    return prompt.clone();
  }

  /// How tokens are chosen.
  public SamplerSettings sampling() {
    return sampling;
  }

  /// When to stop, and what to show.
  public GenerationOptions options() {
    return options;
  }

  /// Number of answers.
  public int choices() {
    return choices;
  }

  /// How many of the most probable tokens are told for each, or [#NO_LOGPROBS].
  public int topLogprobs() {
    return topLogprobs;
  }

  /// Whether probabilities of the prompt's tokens are told.
  public boolean promptLogprobs() {
    return promptLogprobs;
  }

  /// Limit of time; zero: that of the scheduler.
  public Duration timeout() {
    return timeout;
  }
}
