package llamajar.engine;

import llamajar.compute.Backend;
import llamajar.compute.Program;
import llamajar.compute.cpu.CpuBackend;
import llamajar.compute.cpu.TierChoice;

/// Chooses what executes a model, when it is opened and its program is known.
@FunctionalInterface
public interface BackendProvider {

  /// This machine's processor, as the options say.
  BackendProvider CPU =
      (program, options) -> {
        TierChoice tier =
            options.tier() == null
                ? TierChoice.forModel(LlamaModel.weightCount(program))
                : TierChoice.wanted(options.tier());
        return new CpuBackend(tier, options.threads(), options.batchThreads(), options.load());
      };

  /// A backend for a program.
  ///
  /// @param options with the context length that the model is opened with, never 0
  /// @throws llamajar.compute.BackendException if what the user asked for can't be had; the message
  ///   is one line and says why
  Backend backendFor(Program program, ModelOptions options);
}
