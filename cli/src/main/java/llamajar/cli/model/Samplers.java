package llamajar.cli.model;

import java.io.IOException;
import llamajar.cli.option.UsageException;
import llamajar.engine.LlamaModel;
import llamajar.engine.sampling.SamplerChain;
import llamajar.engine.sampling.SamplerSettings;

/// Samplers for a model.
public final class Samplers {
  private Samplers() {}

  /// A sampler with settings.
  ///
  /// @throws UsageException if they don't fit the model
  public static SamplerChain of(LlamaModel opened, SamplerSettings settings) throws IOException {
    try {
      return opened.newSampler(settings);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
