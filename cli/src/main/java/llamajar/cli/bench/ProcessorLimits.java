package llamajar.cli.bench;

import java.util.ArrayList;
import java.util.List;
import llamajar.compute.cpu.probe.MachineProbe;
import llamajar.compute.cpu.probe.Measurement;
import org.jspecify.annotations.Nullable;

/// What some threads of the processor can do at best.
final class ProcessorLimits implements Limits {
  private final MachineProbe probe;
  private final int threads;
  private @Nullable Measurement bandwidth;
  private @Nullable Measurement peak;

  ProcessorLimits(MachineProbe probe, int threads) {
    this.probe = probe;
    this.threads = threads;
  }

  @Override
  public double bytesPerSecond() {
    Measurement measured = bandwidth == null ? probe.readBandwidth(threads) : bandwidth;
    bandwidth = measured;
    return measured.perSecond();
  }

  @Override
  public double operationsPerSecond() {
    Measurement measured = peak == null ? probe.floatPeak(threads) : peak;
    peak = measured;
    return measured.perSecond();
  }

  @Override
  public boolean isSimulated() {
    return false;
  }

  @Override
  public boolean isProcessor() {
    return true;
  }

  @Override
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    if (bandwidth != null) {
      lines.add(describe("memory", bandwidth, "GB/s"));
    }
    if (peak != null) {
      lines.add(describe("float32 peak", peak, "GFLOP/s"));
    }
    return lines;
  }

  private static String describe(String what, Measurement measured, String unit) {
    return "%s with %d threads: %.1f %s (%s)"
        .formatted(what, measured.threads(), measured.perSecond() / 1e9, unit, measured.method());
  }
}
