package llamajar.cuda.kernel;

import java.util.Locale;
import llamajar.gguf.TensorType;

/// A matrix, or a stack of them, in device memory, as a file has it. Sixteen readable bytes follow.
///
/// @param address where it starts; a multiple of 256
/// @param rows rows of one matrix
/// @param length weights of a row
public record DeviceMatrix(TensorType type, long address, int rows, int length) {

  /// The name of the module with the kernels of its type.
  String module() {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
