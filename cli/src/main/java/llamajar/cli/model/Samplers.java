package llamajar.cli.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import llamajar.cli.option.UsageException;
import llamajar.engine.LlamaModel;
import llamajar.engine.sampling.DryBreakers;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.text.tokenizer.Tokenizer;

/// Samplers for a model.
public final class Samplers {
  private Samplers() {}

  /// A sampler with settings.
  ///
  /// @throws UsageException if they don't fit the model
  public static SamplerChain of(LlamaModel opened, SamplerSettings settings) throws IOException {
    DryBreakers breakers =
        settings.dryMultiplier() == 0
            ? DryBreakers.none()
            : breakers(opened, settings.dryBreakers());
    try {
      return SamplerChain.of(settings, opened.vocabularySize(), opened.contextLength(), breakers);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static DryBreakers breakers(LlamaModel opened, List<String> texts) throws IOException {
    Tokenizer tokenizer = opened.tokenizer();
    return DryBreakers.of(
        texts,
        tokenizer.vocabulary().size(),
        token -> new String(tokenizer.piece(token, true), StandardCharsets.UTF_8),
        text -> tokenizer.encode(text, false, false));
  }
}
