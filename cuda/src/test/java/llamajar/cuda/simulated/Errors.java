package llamajar.cuda.simulated;

import llamajar.cuda.driver.CudaError;

/// Errors of the driver, as it names them.
final class Errors {
  static final CudaError INVALID_VALUE =
      new CudaError(1, "CUDA_ERROR_INVALID_VALUE", "invalid argument");
  static final CudaError OUT_OF_MEMORY =
      new CudaError(2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory");
  static final CudaError INVALID_IMAGE =
      new CudaError(200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid");
  static final CudaError INVALID_CONTEXT =
      new CudaError(201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context");
  static final CudaError NO_BINARY_FOR_GPU =
      new CudaError(
          209,
          "CUDA_ERROR_NO_BINARY_FOR_GPU",
          "no kernel image is available for execution on the device");
  static final CudaError INVALID_PTX =
      new CudaError(218, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed");
  static final CudaError UNSUPPORTED_PTX_VERSION =
      new CudaError(
          222,
          "CUDA_ERROR_UNSUPPORTED_PTX_VERSION",
          "the provided PTX was compiled with an unsupported toolchain");
  static final CudaError INVALID_HANDLE =
      new CudaError(400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle");
  static final CudaError NOT_FOUND =
      new CudaError(500, "CUDA_ERROR_NOT_FOUND", "named symbol not found");
  static final CudaError PEER_ACCESS_UNSUPPORTED =
      new CudaError(
          217,
          "CUDA_ERROR_PEER_ACCESS_UNSUPPORTED",
          "peer access is not supported between these two devices");
  static final CudaError LAUNCH_FAILED =
      new CudaError(719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure");
  static final CudaError CAPTURE_UNSUPPORTED =
      new CudaError(
          900,
          "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED",
          "operation not permitted when stream is capturing");
  static final CudaError CAPTURE_UNMATCHED =
      new CudaError(
          903, "CUDA_ERROR_STREAM_CAPTURE_UNMATCHED", "capture was not initiated in this stream");

  private Errors() {}
}
