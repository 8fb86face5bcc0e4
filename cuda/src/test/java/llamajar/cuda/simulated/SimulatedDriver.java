package llamajar.cuda.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import llamajar.cuda.driver.CudaDriver;
import llamajar.cuda.driver.DriverLookup;
import org.jspecify.annotations.Nullable;

/// A driver whose devices are simulated.
public final class SimulatedDriver implements CudaDriver {
  private final SimulatedSetup setup;
  private final Failures failures = new Failures();
  private final OpenHandles handles = new OpenHandles();
  private final List<SimulatedDevice> devices = new ArrayList<>();

  @SuppressWarnings("ThreadLocalUsage") // each driver has its own devices and contexts
  private final ThreadLocal<@Nullable SimulatedContext> current = new ThreadLocal<>();

  /// A driver with at least one device, of a version that is accepted.
  public SimulatedDriver(SimulatedSetup setup) {
    this.setup = setup;
    for (int i = 0; i < setup.capabilities().size(); i++) {
      devices.add(new SimulatedDevice(this, i));
    }
    for (SimulatedDevice device : devices) {
      devices.forEach(device::knowPeer);
    }
  }

  /// A driver, or why there is none, as a search for the real one answers.
  public static DriverLookup find(SimulatedSetup setup) {
    if (setup.driverVersion() < OLDEST_VERSION) {
      return new DriverLookup.Absent(DriverLookup.tooOld(setup.driverVersion()));
    }
    if (setup.capabilities().isEmpty()) {
      return new DriverLookup.Absent(DriverLookup.NO_DEVICE);
    }
    return new DriverLookup.Found(new SimulatedDriver(setup));
  }

  @Override
  public int version() {
    return setup.driverVersion();
  }

  @Override
  public int deviceCount() {
    return devices.size();
  }

  @Override
  public SimulatedDevice device(int ordinal) {
    return devices.get(Objects.checkIndex(ordinal, devices.size()));
  }

  /// What makes its calls fail.
  public Failures failures() {
    return failures;
  }

  /// What was asked for and not closed yet, one line each.
  public List<String> openHandles() {
    return handles.names();
  }

  SimulatedSetup setup() {
    return setup;
  }

  OpenHandles handles() {
    return handles;
  }

  ThreadLocal<@Nullable SimulatedContext> current() {
    return current;
  }
}
