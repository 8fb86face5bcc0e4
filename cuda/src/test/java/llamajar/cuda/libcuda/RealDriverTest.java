package llamajar.cuda.libcuda;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import llamajar.cuda.driver.CudaDriver;
import llamajar.cuda.driver.DriverContract;
import llamajar.cuda.driver.DriverLookup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// The contract on this machine's GPU, where there is one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealDriverTest extends DriverContract {
  private CudaDriver driver;

  @BeforeAll
  void find() {
    assumeFalse("simulated".equals(System.getProperty("llamajar.cuda.device")), "not wanted");
    switch (LibCuda.find()) {
      case DriverLookup.Found found -> driver = found.driver();
      case DriverLookup.Absent absent -> abort(absent.reason());
    }
  }

  @Override
  protected CudaDriver driver() {
    return driver;
  }

  @Override
  protected void closed() {}
}
