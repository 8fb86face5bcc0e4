package llamajar.cuda;

import java.util.Locale;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.libcuda.LibCuda;
import llamajar.cuda.simulated.SimulatedDriver;
import llamajar.cuda.simulated.SimulatedSetup;

/// The device that tests run on: a real one where there is one, else a simulated one.
///
/// The system property `llamajar.cuda.device` decides otherwise: `real`, which fails where there is
/// none, or `simulated`, of the capability that `llamajar.cuda.capability` says.
public final class TestDevice {
  private static final int CAPABILITY = Integer.getInteger("llamajar.cuda.capability", 80);

  private TestDevice() {}

  /// A context on that device.
  public static CudaContext context() {
    return device().retainContext();
  }

  /// The device; which one it is, is printed.
  public static CudaDevice device() {
    String wanted = System.getProperty("llamajar.cuda.device", "auto").toLowerCase(Locale.ROOT);
    if (!wanted.equals("simulated")) {
      switch (LibCuda.find()) {
        case DriverLookup.Found(var driver) -> {
          System.out.println("GPU of this test: real, " + driver.device(0).name());
          return driver.device(0);
        }
        case DriverLookup.Absent(String reason) -> {
          if (wanted.equals("real")) {
            throw new IllegalStateException(reason);
          }
        }
      }
    }
    System.out.println("GPU of this test: simulated, sm_" + CAPABILITY);
    SimulatedSetup setup = SimulatedSetup.of(CAPABILITY).withLateWork();
    return new SimulatedDriver(setup).device(0);
  }
}
