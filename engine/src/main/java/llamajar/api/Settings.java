package llamajar.api;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.SamplerSettingsBuilder;
import llamajar.text.grammar.TokenConstraint;

/// How an answer is made.
///
/// @param sampling how tokens are chosen
/// @param generation when to stop
/// @param timeout from the request to the end; zero: none
public record Settings(SamplerSettings sampling, GenerationOptions generation, Duration timeout) {

  /// Until the text ends, with the default sampling.
  public static Settings defaults() {
    return new Settings(SamplerSettings.defaults(), GenerationOptions.untilEnd(), Duration.ZERO);
  }

  /// The same with at most so many tokens.
  public Settings withMaxTokens(int tokens) {
    return new Settings(sampling, generation.withMaxTokens(tokens), timeout);
  }

  /// The same with texts that end the answer and are not part of it.
  public Settings withStops(String... stops) {
    return new Settings(sampling, generation.withStops(List.of(stops)), timeout);
  }

  /// The same held to a grammar, see [llamajar.engine.LlamaModel#constraint].
  public Settings withConstraint(TokenConstraint constraint) {
    return new Settings(sampling, generation.withConstraint(constraint), timeout);
  }

  /// The same with another temperature; 0 always takes the most probable token.
  public Settings withTemperature(double temperature) {
    return withSampling(builder -> builder.temperature(temperature));
  }

  /// The same with a seed: equal seeds give equal answers.
  public Settings withSeed(long seed) {
    return withSampling(builder -> builder.seed(seed));
  }

  /// The same with other sampling, for everything that has no method here.
  public Settings withSampling(UnaryOperator<SamplerSettingsBuilder> change) {
    return new Settings(change.apply(sampling.toBuilder()).build(), generation, timeout);
  }

  /// The same with a limit of time.
  public Settings withTimeout(Duration limit) {
    return new Settings(sampling, generation, limit);
  }
}
