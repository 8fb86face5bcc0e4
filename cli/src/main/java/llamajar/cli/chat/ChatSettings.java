package llamajar.cli.chat;

import java.util.List;
import llamajar.cli.option.Thinking;
import llamajar.cli.option.UsageException;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.sampling.SamplerSettingsBuilder;

/// What `/set` can change.
final class ChatSettings {
  private static final List<String> NAMES =
      List.of("temp", "top-k", "top-p", "min-p", "repeat-penalty", "seed", "predict", "think");

  private SamplerSettings sampling;
  private GenerationOptions generation;
  private Thinking thinking;

  ChatSettings(SamplerSettings sampling, GenerationOptions generation, Thinking thinking) {
    this.sampling = sampling;
    this.generation = generation;
    this.thinking = thinking;
  }

  static List<String> names() {
    return NAMES;
  }

  SamplerSettings sampling() {
    return sampling;
  }

  GenerationOptions generation() {
    return generation;
  }

  Thinking thinking() {
    return thinking;
  }

  /// Changes a setting.
  ///
  /// @throws UsageException if there is none of that name, or the value makes no sense
  void set(String name, String value) {
    try {
      SamplerSettingsBuilder next = sampling.toBuilder();
      switch (name) {
        case "temp" -> next.temperature(Double.parseDouble(value));
        case "top-k" -> next.topK(Integer.parseInt(value));
        case "top-p" -> next.topP(Double.parseDouble(value));
        case "min-p" -> next.minP(Double.parseDouble(value));
        case "repeat-penalty" -> next.repeatPenalty(Double.parseDouble(value));
        case "seed" -> next.seed(Long.parseLong(value));
        case "predict" -> generation = generation.withMaxTokens(Integer.parseInt(value));
        case "think" -> thinking = Thinking.of(value);
        default ->
            throw new UsageException(
                "there is no setting '%s'; there are %s".formatted(name, String.join(", ", NAMES)));
      }
      sampling = next.build();
    } catch (NumberFormatException e) {
      throw new UsageException("%s: '%s' is no number".formatted(name, value));
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s: %s".formatted(name, e.getMessage()));
    }
  }

  /// All settings, one a line.
  String shown() {
    return """
    temp            %s
    top-k           %d
    top-p           %s
    min-p           %s
    repeat-penalty  %s
    predict         %d
    think           %s
    """
        .formatted(
            sampling.temperature(),
            sampling.topK(),
            sampling.topP(),
            sampling.minP(),
            sampling.repeatPenalty(),
            generation.maxTokens(),
            thinking.word());
  }
}
