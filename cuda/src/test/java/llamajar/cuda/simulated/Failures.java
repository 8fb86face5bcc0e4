package llamajar.cuda.simulated;

import java.util.EnumMap;
import java.util.Map;
import llamajar.cuda.driver.CudaError;
import llamajar.cuda.driver.CudaException;
import llamajar.cuda.driver.ModuleException;

/// Makes the driver fail where a test wants it.
public final class Failures {

  /// Where a driver can fail.
  public enum Point {
    /// Taking device memory: not enough of it.
    ALLOCATION,
    /// Taking or pinning host memory: not enough of it.
    PINNING,
    /// Running a kernel or graph: the context is lost.
    LAUNCH,
    /// Loading code: the image is damaged.
    LOAD,
    /// Compiling code: the compiler refuses it.
    COMPILE,
    /// Making a stream, event or graph: not enough memory.
    CREATE;

    private CudaError error() {
      return switch (this) {
        case ALLOCATION, PINNING, CREATE -> Errors.OUT_OF_MEMORY;
        case LAUNCH -> Errors.LAUNCH_FAILED;
        case LOAD -> Errors.INVALID_IMAGE;
        case COMPILE -> Errors.INVALID_PTX;
      };
    }
  }

  private final Map<Point, Integer> left = new EnumMap<>(Point.class);
  private final Map<Point, Integer> passed = new EnumMap<>(Point.class);

  /// Nothing fails.
  public Failures() {}

  /// Lets one call fail.
  ///
  /// @param number how many calls from now on: 1 is the next
  public synchronized void failAt(Point point, int number) {
    left.put(point, number);
  }

  /// How many calls there were, failed ones included.
  public synchronized int calls(Point point) {
    return passed.getOrDefault(point, 0);
  }

  /// Lets a call fail if it is its turn.
  synchronized void pass(Point point, String call) {
    passed.merge(point, 1, Integer::sum);
    Integer rest = left.computeIfPresent(point, (p, n) -> n - 1);
    if (rest != null && rest == 0) {
      left.remove(point);
      throw switch (point) {
        case LOAD, COMPILE -> new ModuleException(call, point.error(), "a failure on request");
        case ALLOCATION, PINNING, LAUNCH, CREATE -> new CudaException(call, point.error());
      };
    }
  }
}
