package llamajar.cuda.libcuda;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Locale;
import llamajar.cuda.driver.CudaDriver;
import llamajar.cuda.driver.CudaError;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.driver.DriverLookup.Absent;

/// Looks for the driver that NVIDIA installs.
public final class LibCuda {
  private static final int NO_DEVICE = 100;

  private LibCuda() {}

  /// This machine's driver, initialized, or why there is none that can be used.
  ///
  /// The library stays loaded until the JVM ends.
  public static DriverLookup find() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("linux")) {
      return find("libcuda.so.1");
    }
    if (system.startsWith("windows")) {
      return find("nvcuda.dll");
    }
    return new Absent("there are NVIDIA drivers for Linux and Windows only");
  }

  /// A driver in a library, by its name or path.
  static DriverLookup find(String library) {
    SymbolLookup symbols;
    try {
      symbols = SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      return new Absent("no NVIDIA driver is installed: '" + library + "' can't be opened");
    } catch (IllegalCallerException | UnsupportedOperationException e) {
      Module module = LibCuda.class.getModule();
      return new Absent(
          "this JVM denies native access; start it with --enable-native-access="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    }
    try {
      return initialize(new DriverCalls(symbols));
    } catch (MissingFunctionException e) {
      return new Absent(String.valueOf(e.getMessage()));
    }
  }

  private static DriverLookup initialize(DriverCalls calls) {
    int result = calls.init.call(0);
    if (result == NO_DEVICE) {
      return new Absent(DriverLookup.NO_DEVICE);
    }
    if (result != 0) {
      CudaError error = calls.error(result);
      return new Absent(
          "the NVIDIA driver can't be initialized: %s, %s".formatted(error.name(), error.text()));
    }
    try (Out out = new Out()) {
      calls.check(calls.driverGetVersion.call(out.address()), calls.driverGetVersion);
      int version = out.asInt();
      if (version < CudaDriver.OLDEST_VERSION) {
        return new Absent(DriverLookup.tooOld(version));
      }
      calls.check(calls.deviceGetCount.call(out.address()), calls.deviceGetCount);
      int devices = out.asInt();
      return devices == 0
          ? new Absent(DriverLookup.NO_DEVICE)
          : new DriverLookup.Found(new RealDriver(calls, version, devices));
    }
  }
}
