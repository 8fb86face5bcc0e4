package llamajar.cli.bench;

import java.util.List;
import llamajar.compute.Backend;
import llamajar.compute.split.SplitBackend;
import llamajar.engine.LlamaModel;

/// The parts of a model, in the order in which they compute, and what their devices can do.
record Parts(List<Part> all) {

  /// What one device has to do, and what it could do.
  record Part(Work work, Limits limits) {}

  static Parts of(LlamaModel model, MachineLimits limits) {
    Backend backend = model.backend();
    int threads = model.options().threads();
    if (backend instanceof SplitBackend split) {
      return new Parts(
          split.assign(model.program()).stream()
              .map(a -> new Part(Work.of(a.program()), limits.of(a.backend(), threads)))
              .toList());
    }
    return new Parts(List.of(new Part(Work.of(model.program()), limits.of(backend, threads))));
  }

  /// Whether software plays one of the devices.
  boolean areSimulated() {
    return all.stream().anyMatch(part -> part.limits().isSimulated());
  }

  /// Whether the processor computes one of the parts.
  boolean useProcessor() {
    return all.stream().anyMatch(part -> part.limits().isProcessor());
  }

  /// Bytes of weights that one token needs.
  double weightBytes() {
    return all.stream().mapToDouble(part -> part.work().weightBytes()).sum();
  }

  /// The least time for these bytes: one device after the other, each as fast as its memory is.
  double leastSecondsToGenerate() {
    return all.stream()
        .mapToDouble(part -> part.work().weightBytes() / part.limits().bytesPerSecond())
        .sum();
  }

  /// Operations for a prompt.
  double operations(int tokens) {
    return all.stream().mapToDouble(part -> part.work().operations(tokens)).sum();
  }

  /// The least time for these operations.
  double leastSecondsToRead(int tokens) {
    return all.stream()
        .mapToDouble(part -> part.work().operations(tokens) / part.limits().operationsPerSecond())
        .sum();
  }
}
