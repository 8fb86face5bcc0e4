package llamajar.cuda.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import llamajar.cuda.driver.CudaException;
import llamajar.cuda.kernel.CodeLoader;
import llamajar.cuda.simulated.Failures;
import llamajar.cuda.simulated.SimulatedDevice;
import llamajar.cuda.simulated.SimulatedDriver;
import llamajar.cuda.simulated.SimulatedSetup;
import llamajar.testkit.ptx.KernelCounts;
import org.junit.jupiter.api.Test;

class DeviceProbeTest {
  private static final SimulatedSetup SETUP = SimulatedSetup.of(80).withLateWork();

  @Test
  void measuresWhatTheKernelsDo() {
    SimulatedDriver driver = new SimulatedDriver(SETUP);
    SimulatedDevice device = driver.device(0);
    DeviceProbe probe = new DeviceProbe(device, CodeLoader.DRIVER);

    assertThat(probe.copyBandwidth().perSecond()).isPositive();
    KernelCounts copies = device.simulator().counts("copy");
    assertThat(copies.bytesRead())
        .isEqualTo(copies.bytesWritten())
        .isEqualTo(copies.launches() * (2L << 20));
    assertThat(probe.int8Peak().perSecond()).isPositive();
    assertThat(driver.openHandles()).isEmpty();
  }

  @Test
  void failuresLeaveNothingBehind() {
    for (int number = 1; number <= 2; number++) {
      SimulatedDriver driver = new SimulatedDriver(SETUP);
      driver.failures().failAt(Failures.Point.ALLOCATION, number);
      DeviceProbe probe = new DeviceProbe(driver.device(0), CodeLoader.DRIVER);
      assertThatThrownBy(probe::copyBandwidth).isInstanceOf(CudaException.class);
      assertThat(driver.openHandles()).isEmpty();
    }
  }
}
