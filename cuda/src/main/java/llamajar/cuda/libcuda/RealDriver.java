package llamajar.cuda.libcuda;

import java.util.Objects;
import llamajar.cuda.driver.CudaDevice;
import llamajar.cuda.driver.CudaDriver;

/// The driver of this machine.
record RealDriver(DriverCalls calls, int version, int deviceCount) implements CudaDriver {

  @Override
  public CudaDevice device(int ordinal) {
    Objects.checkIndex(ordinal, deviceCount);
    try (Out out = new Out()) {
      calls.check(calls.deviceGet.call(out.address(), ordinal), calls.deviceGet);
      return new RealDevice(calls, ordinal, out.asInt());
    }
  }
}
