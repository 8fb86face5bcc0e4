package llamajar.cli.bench;

import java.util.ArrayList;
import java.util.List;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.probe.DeviceLimit;
import llamajar.cuda.probe.DeviceProbe;
import org.jspecify.annotations.Nullable;

/// What a GPU can do at best.
final class GpuLimits implements Limits {
  private final CudaDevice device;
  private final DeviceProbe probe;
  private @Nullable DeviceLimit bandwidth;
  private @Nullable DeviceLimit peak;

  GpuLimits(CudaDevice device, DeviceProbe probe) {
    this.device = device;
    this.probe = probe;
  }

  @Override
  public double bytesPerSecond() {
    DeviceLimit measured = bandwidth == null ? probe.copyBandwidth() : bandwidth;
    bandwidth = measured;
    return measured.perSecond();
  }

  @Override
  public double operationsPerSecond() {
    DeviceLimit measured = peak == null ? probe.int8Peak() : peak;
    peak = measured;
    return measured.perSecond();
  }

  @Override
  public boolean isSimulated() {
    return device.isSimulated();
  }

  @Override
  public boolean isProcessor() {
    return false;
  }

  @Override
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    if (bandwidth != null) {
      lines.add(describe("memory", bandwidth, 1e9, "GB/s"));
    }
    if (peak != null) {
      lines.add(describe("int8 peak", peak, 1e12, "TOP/s"));
    }
    return lines;
  }

  private String describe(String what, DeviceLimit measured, double unit, String name) {
    return "%s of GPU %d (%s): %.4g %s (%s)"
        .formatted(
            what,
            device.ordinal(),
            device.name(),
            measured.perSecond() / unit,
            name,
            measured.method());
  }
}
