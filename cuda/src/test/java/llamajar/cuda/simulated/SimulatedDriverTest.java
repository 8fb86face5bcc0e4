package llamajar.cuda.simulated;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaDriver;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.driver.DriverContract;
import llamajar.cuda.driver.DriverLookup;
import llamajar.cuda.driver.ModuleException;
import llamajar.testkit.ptx.machine.SimulationException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SimulatedDriverTest {

  @Nested
  class WorkingAtOnce extends DriverContract {
    private final SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(75));

    @Override
    protected CudaDriver driver() {
      return driver;
    }

    @Override
    protected void closed() {
      assertThat(driver.openHandles()).isEmpty();
    }
  }

  @Nested
  class WorkingLate extends DriverContract {
    private final SimulatedDriver driver =
        new SimulatedDriver(SimulatedSetup.of(90).withLateWork());

    @Override
    protected CudaDriver driver() {
      return driver;
    }

    @Override
    protected void closed() {
      assertThat(driver.openHandles()).isEmpty();
    }
  }

  @Test
  void saysWhyThereIsNoDriver() {
    assertThat(SimulatedDriver.find(SimulatedSetup.of(75).withDriverVersion(10_020)))
        .isEqualTo(
            new DriverLookup.Absent(
                "the NVIDIA driver supports CUDA 10.2; at least 11.0 is needed, which came with"
                    + " driver 450"));
    assertThat(SimulatedDriver.find(SimulatedSetup.of(75).withDevices()))
        .isInstanceOf(DriverLookup.Absent.class);
    assertThat(SimulatedDriver.find(SimulatedSetup.of(75))).isInstanceOf(DriverLookup.Found.class);
  }

  @Test
  void failsOnRequest() {
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(80));
    CudaContext context = driver.device(0).retainContext();
    context.makeCurrent();
    driver.failures().failAt(Failures.Point.ALLOCATION, 2);
    context.allocate(100).close();
    assertThatThrownBy(() -> context.allocate(100)).hasMessageContaining("out of memory");
    context.allocate(100).close();
    assertThat(driver.failures().calls(Failures.Point.ALLOCATION)).isEqualTo(3);

    driver.failures().failAt(Failures.Point.COMPILE, 1);
    CodeImage.Ptx ptx = new CodeImage.Ptx("empty", ".version 7.0 .target sm_75 .address_size 64");
    assertThatThrownBy(() -> context.compile(ptx)).isInstanceOf(ModuleException.class);
    context.compile(ptx);
    context.close();
  }

  @Test
  void refusesCodeForLaterDevicesAndDrivers() {
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(75).withDriverVersion(11_000));
    CudaContext context = driver.device(0).retainContext();
    context.makeCurrent();
    assertThatThrownBy(() -> context.load(new CodeImage.Ptx("new", ".version 7.1 .target sm_75")))
        .hasMessageContaining("CUDA_ERROR_UNSUPPORTED_PTX_VERSION");
    assertThatThrownBy(() -> context.load(new CodeImage.Ptx("later", ".version 7.0 .target sm_80")))
        .hasMessageContaining("CUDA_ERROR_NO_BINARY_FOR_GPU");
    context.close();
  }

  @Test
  void showsThatSomebodyDidNotWait() {
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(75).withLateWork());
    CudaContext context = driver.device(0).retainContext();
    context.makeCurrent();
    try (Arena arena = Arena.ofConfined();
        CudaStream stream = context.newStream();
        DeviceMemory memory = context.allocate(4)) {
      MemorySegment host = arena.allocate(JAVA_INT);
      host.set(JAVA_INT, 0, 1);
      stream.copyToDevice(memory.address(), host);
      host.set(JAVA_INT, 0, 2);
      stream.copyToHost(host, memory.address());
      stream.synchronize();
      assertThat(host.get(JAVA_INT, 0)).as("what was overwritten too early").isEqualTo(2);
    }
    context.close();
  }

  @Test
  void findsCopiesOfWhatWasNeverWritten() {
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(75));
    CudaContext context = driver.device(0).retainContext();
    context.makeCurrent();
    try (Arena arena = Arena.ofConfined();
        CudaStream stream = context.newStream();
        DeviceMemory memory = context.allocate(4)) {
      assertThatThrownBy(() -> stream.copyToHost(arena.allocate(JAVA_INT), memory.address()))
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("never written");
    }
    context.close();
  }

  @Test
  void wantsTheContextOfTheThread() {
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(75).withDevices(75, 75));
    CudaContext first = driver.device(0).retainContext();
    CudaContext second = driver.device(1).retainContext();
    first.makeCurrent();
    assertThatThrownBy(() -> second.allocate(4))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("CUDA_ERROR_INVALID_CONTEXT");
    first.close();
    second.close();
  }

  @Test
  void copiesBetweenDevices() {
    SimulatedDriver driver = new SimulatedDriver(SimulatedSetup.of(75).withDevices(75, 86));
    CudaContext first = driver.device(0).retainContext();
    CudaContext second = driver.device(1).retainContext();
    try (Arena arena = Arena.ofConfined()) {
      second.makeCurrent();
      DeviceMemory target = second.allocate(4);
      first.makeCurrent();
      first.enableAccess(second);
      try (CudaStream stream = first.newStream();
          DeviceMemory source = first.allocate(4)) {
        stream.fill(source.address(), 9, 1);
        stream.copyToPeer(second, target.address(), source.address(), 4);
        stream.synchronize();
      }
      second.makeCurrent();
      try (CudaStream stream = second.newStream()) {
        MemorySegment host = arena.allocate(JAVA_INT);
        stream.copyToHost(host, target.address());
        stream.synchronize();
        assertThat(host.get(JAVA_INT, 0)).isEqualTo(9);
      }
      target.close();
    }
    first.close();
    second.close();
  }
}
