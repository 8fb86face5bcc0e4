package llamajar.cuda.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.kernel.DeviceMatrix;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.TensorRows;

/// The weights of a program in device memory: matrices as the file has them, small vectors as
/// floats. Each tensor is there once, however many ops use it.
final class DeviceWeights implements AutoCloseable {
  private static final long ALIGNMENT = 256;

  // Kernels read whole words around the last bytes of a matrix.
  private static final long SLACK = 16;

  private final Map<String, Long> matrixOffsets = new LinkedHashMap<>();
  private final Map<String, Long> floatOffsets = new LinkedHashMap<>();
  private final Map<String, Tensor> matrices = new LinkedHashMap<>();
  private final Map<String, Tensor> vectors = new LinkedHashMap<>();
  private final DeviceMemory memory;

  private DeviceWeights(Layout layout, CudaContext context, CudaStream stream) {
    matrices.putAll(layout.matrices);
    vectors.putAll(layout.vectors);
    memory = context.allocate(Math.max(layout.byteSize(), ALIGNMENT));
    try (Staging staging = new Staging(context, stream)) {
      long offset = 0;
      for (Tensor tensor : matrices.values()) {
        matrixOffsets.put(tensor.name(), offset);
        staging.upload(tensor.data(), memory.address() + offset);
        long end = offset + tensor.data().byteSize();
        offset = aligned(end + SLACK);
        stream.fill(memory.address() + end, (byte) 0, offset - end);
      }
      for (Tensor tensor : vectors.values()) {
        floatOffsets.put(tensor.name(), offset);
        staging.upload(floats(tensor), memory.address() + offset);
        offset = aligned(offset + floatBytes(tensor));
      }
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Which tensors a program needs in which form, and how much memory they take.
  static final class Layout {
    private final Map<String, Tensor> matrices = new LinkedHashMap<>();
    private final Map<String, Tensor> vectors = new LinkedHashMap<>();

    /// All weights of a program.
    static Layout of(Program program) {
      Layout layout = new Layout();
      for (Op op : program.ops()) {
        layout.add(op);
      }
      return layout;
    }

    private void add(Op op) {
      switch (op) {
        case Op.Embed embed -> matrices.put(embed.table().name(), embed.table());
        case Op.RmsNorm norm -> vectors.put(norm.weight().name(), norm.weight());
        case Op.MatMul matMul -> {
          for (Op.MatMul.Product product : matMul.products()) {
            matrices.put(product.weight().name(), product.weight());
            if (product.bias() != null) {
              vectors.put(product.bias().name(), product.bias());
            }
          }
        }
        case Op.Rope rope -> {}
        case Op.Attention attention -> {}
        case Op.Gate gate -> {}
        case Op.Add add -> {}
        case Op.SelectOutputs select -> {}
      }
    }

    /// Device memory that the weights take.
    long byteSize() {
      long size = 0;
      for (Tensor tensor : matrices.values()) {
        size += aligned(tensor.data().byteSize() + SLACK);
      }
      for (Tensor tensor : vectors.values()) {
        size += aligned(floatBytes(tensor));
      }
      return size;
    }

    /// Takes memory and fills it; the copies are done when this returns.
    DeviceWeights upload(CudaContext context, CudaStream stream) {
      return new DeviceWeights(this, context, stream);
    }
  }

  /// A matrix, or a stack of matrices of which each has `rows` rows.
  DeviceMatrix matrix(Tensor tensor) {
    return new DeviceMatrix(
        tensor.type(),
        memory.address() + offset(matrixOffsets, tensor),
        Math.toIntExact(tensor.shape().rowCount()),
        Math.toIntExact(tensor.shape().rowLength()));
  }

  /// The address of a vector's floats.
  long vector(Tensor tensor) {
    return memory.address() + offset(floatOffsets, tensor);
  }

  @Override
  public void close() {
    memory.close();
  }

  private static long offset(Map<String, Long> offsets, Tensor tensor) {
    Long offset = offsets.get(tensor.name());
    if (offset == null) {
      throw new IllegalArgumentException("tensor %s was not uploaded".formatted(tensor.name()));
    }
    return offset;
  }

  private static MemorySegment floats(Tensor tensor) {
    TensorRows rows = new TensorRows(tensor);
    float[] values = new float[Math.toIntExact(tensor.shape().elementCount())];
    rows.decode(0, Math.toIntExact(rows.rowCount()), values, 0);
    MemorySegment floats =
        Arena.ofAuto().allocate((long) Float.BYTES * values.length, Float.BYTES);
    MemorySegment.copy(values, 0, floats, ValueLayout.JAVA_FLOAT, 0, values.length);
    return floats;
  }

  private static long floatBytes(Tensor tensor) {
    return tensor.shape().elementCount() * Float.BYTES;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
