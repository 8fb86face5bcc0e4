package llamajar.cli.option;

import llamajar.cli.terminal.Environment;
import llamajar.engine.BackendProvider;
import llamajar.engine.ModelOptions;
import picocli.CommandLine.Mixin;

/// How a model is opened and run.
public final class EngineOptions {
  @Mixin private ContextOption context = new ContextOption();
  @Mixin private ThreadOptions threads = new ThreadOptions();
  @Mixin private BatchOptions batch = new BatchOptions();
  @Mixin private CacheTypeOptions cacheType = new CacheTypeOptions();
  @Mixin private BackendOption backend = new BackendOption();
  @Mixin private GpuOptions gpu = new GpuOptions();

  /// The options as the engine takes them.
  ///
  /// @throws UsageException if one is out of range
  public ModelOptions modelOptions() {
    ModelOptions options = context.apply(ModelOptions.defaults());
    return backend.apply(cacheType.apply(batch.apply(threads.apply(options))));
  }

  /// What chooses the device.
  ///
  /// @param environment where GPUs are, and where the plan of memory goes
  /// @throws UsageException if an option is out of range
  public BackendProvider provider(Environment environment) {
    return gpu.provider(environment);
  }
}
