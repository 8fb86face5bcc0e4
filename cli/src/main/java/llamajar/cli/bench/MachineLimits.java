package llamajar.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.compute.Backend;
import llamajar.compute.cpu.probe.MachineProbe;
import llamajar.cuda.backend.CudaBackend;

/// The limits of all devices that compute, each measured once.
final class MachineLimits {
  private final MachineProbe probe = MachineProbe.best();
  private final Map<Integer, ProcessorLimits> byThreads = new LinkedHashMap<>();
  private final Map<Integer, GpuLimits> byOrdinal = new LinkedHashMap<>();

  /// The limits of what executes a part of a model.
  ///
  /// @param threads of the processor
  Limits of(Backend backend, int threads) {
    if (backend instanceof CudaBackend cuda) {
      return byOrdinal.computeIfAbsent(
          cuda.device().ordinal(), ordinal -> new GpuLimits(cuda.device(), cuda.probe()));
    }
    return byThreads.computeIfAbsent(threads, count -> new ProcessorLimits(probe, count));
  }

  /// What was measured, a line each, for people.
  List<String> describe() {
    List<String> lines = new ArrayList<>();
    byThreads.values().forEach(limits -> lines.addAll(limits.describe()));
    byOrdinal.values().forEach(limits -> lines.addAll(limits.describe()));
    return lines;
  }
}
