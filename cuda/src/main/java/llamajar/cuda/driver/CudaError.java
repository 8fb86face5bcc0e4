package llamajar.cuda.driver;

import java.io.Serializable;

/// An error as the driver states it.
///
/// @param code its number
/// @param name its name, such as `CUDA_ERROR_OUT_OF_MEMORY`
/// @param text its meaning, such as `out of memory`
public record CudaError(int code, String name, String text) implements Serializable {}
