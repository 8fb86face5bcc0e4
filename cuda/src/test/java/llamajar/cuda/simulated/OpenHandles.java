package llamajar.cuda.simulated;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.cuda.driver.CudaException;

/// What was asked of the driver and not given back yet.
final class OpenHandles {
  private final Map<Object, String> names = new LinkedHashMap<>();

  synchronized void opened(Object handle, String name) {
    names.put(handle, name);
  }

  /// Refuses what is not open, or not any more.
  synchronized void closed(Object handle, String call) {
    if (names.remove(handle) == null) {
      throw new CudaException(call, Errors.INVALID_HANDLE);
    }
  }

  /// Refuses what is not open any more.
  synchronized void requireOpen(Object handle, String call) {
    if (!names.containsKey(handle)) {
      throw new CudaException(call, Errors.INVALID_HANDLE);
    }
  }

  synchronized List<String> names() {
    return new ArrayList<>(names.values());
  }
}
