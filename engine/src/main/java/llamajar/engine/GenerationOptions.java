package llamajar.engine;

import java.util.List;
import llamajar.text.grammar.TokenConstraint;
import org.jspecify.annotations.Nullable;

/// When to stop, and what to show.
///
/// @param maxTokens most tokens to generate; -1: until the text ends or the context is full
/// @param stops texts that end generation when they appear; they are not part of the result
/// @param ignoreEndOfGeneration whether to go on after tokens that end a text; they are never
///   chosen then
/// @param renderSpecial whether control tokens appear in the text
/// @param constraint what the text is held to, see [LlamaModel#constraint]; null: nothing
public record GenerationOptions(
    int maxTokens,
    List<String> stops,
    boolean ignoreEndOfGeneration,
    boolean renderSpecial,
    @Nullable TokenConstraint constraint) {

  /// Copies the list of stops.
  ///
  /// @throws IllegalArgumentException if `maxTokens` is below -1 or a stop is empty
  public GenerationOptions {
    if (maxTokens < -1) {
      throw new IllegalArgumentException("%d tokens to generate".formatted(maxTokens));
    }
    if (stops.contains("")) {
      throw new IllegalArgumentException("an empty text can't end generation");
    }
    stops = List.copyOf(stops);
  }

  /// Options without a constraint.
  ///
  /// @throws IllegalArgumentException as above
  public GenerationOptions(
      int maxTokens, List<String> stops, boolean ignoreEndOfGeneration, boolean renderSpecial) {
    this(maxTokens, stops, ignoreEndOfGeneration, renderSpecial, null);
  }

  /// Until the text ends.
  public static GenerationOptions untilEnd() {
    return new GenerationOptions(-1, List.of(), false, false);
  }

  /// The same with another limit.
  public GenerationOptions withMaxTokens(int tokens) {
    return new GenerationOptions(tokens, stops, ignoreEndOfGeneration, renderSpecial, constraint);
  }

  /// The same with other texts that end it.
  public GenerationOptions withStops(List<String> texts) {
    return new GenerationOptions(
        maxTokens, texts, ignoreEndOfGeneration, renderSpecial, constraint);
  }

  /// The same with control tokens in the text, or without them.
  public GenerationOptions withRenderSpecial(boolean renders) {
    return new GenerationOptions(maxTokens, stops, ignoreEndOfGeneration, renders, constraint);
  }

  /// The same with a text that is held to a grammar.
  public GenerationOptions withConstraint(TokenConstraint held) {
    return new GenerationOptions(maxTokens, stops, ignoreEndOfGeneration, renderSpecial, held);
  }
}
