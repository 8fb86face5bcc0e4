package llamajar.cuda.backend;

import llamajar.cuda.driver.CudaException;

/// Giving things back to a driver that may have lost its context: once a kernel has failed, it
/// refuses every call, closing included, and takes everything back when the process ends. Whoever
/// closes has been told of the failure already.
final class Closing {
  private Closing() {}

  /// Closes a thing of the driver's as far as possible.
  static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (CudaException e) {
      // See above.
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
