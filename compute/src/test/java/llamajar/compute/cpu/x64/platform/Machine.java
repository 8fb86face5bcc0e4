package llamajar.compute.cpu.x64.platform;

import org.junit.jupiter.api.Assumptions;

/// The machine that runs the tests.
final class Machine {
  private Machine() {}

  /// Its operating system; skips the test where that, or the processor, is not a known one.
  static OperatingSystem system() {
    try {
      return OperatingSystem.current();
    } catch (PlatformException e) {
      return Assumptions.abort(e.reason());
    }
  }
}
