package llamajar.cuda.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.compute.AddEmbedding;
import llamajar.compute.ElementOp;
import llamajar.compute.ExpertOp;
import llamajar.compute.NormOp;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.RecurrentOp;
import llamajar.compute.Scoring;
import llamajar.compute.SegmentOp;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.driver.DeviceMemory;
import llamajar.cuda.kernel.DeviceMatrix;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.TensorRows;
import org.jspecify.annotations.Nullable;

/// The weights of a program in device memory: matrices as the file has them, small vectors as
/// floats. Each tensor is there once, however many ops use it.
final class DeviceWeights implements AutoCloseable {
  private static final long ALIGNMENT = 256;

  // Kernels read whole words around the last bytes of a matrix.
  private static final long SLACK = 16;

  private final Map<String, Long> matrixOffsets = new HashMap<>();
  private final Map<String, Long> floatOffsets = new HashMap<>();
  private final Map<Scoring, Long> sinkOffsets = new HashMap<>();
  private final DeviceMemory memory;

  private DeviceWeights(Layout layout, CudaContext context, CudaStream stream) {
    memory = context.allocate(Math.max(layout.byteSize(), ALIGNMENT));
    try (Staging staging = new Staging(context, stream)) {
      long offset = 0;
      for (Map.Entry<String, List<Tensor>> stack : layout.stacks.entrySet()) {
        matrixOffsets.put(stack.getKey(), offset);
        long end = offset;
        for (Tensor tensor : stack.getValue()) {
          staging.upload(tensor.data(), memory.address() + end);
          end += tensor.data().byteSize();
        }
        offset = aligned(end + SLACK);
        stream.fill(memory.address() + end, (byte) 0, offset - end);
      }
      for (Tensor tensor : layout.vectors.values()) {
        floatOffsets.put(tensor.name(), offset);
        staging.upload(floats(tensor), memory.address() + offset);
        offset = aligned(offset + floatBytes(tensor));
      }
      for (Scoring scoring : layout.sinks) {
        sinkOffsets.put(scoring, offset);
        staging.upload(floats(scoring), memory.address() + offset);
        offset = aligned(offset + (long) scoring.sinkCount() * Float.BYTES);
      }
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Which tensors a program needs in which form, and how much memory they take.
  static final class Layout {
    private final Map<String, List<Tensor>> stacks = new LinkedHashMap<>();
    private final Map<String, Tensor> vectors = new LinkedHashMap<>();
    private final Set<Scoring> sinks = new LinkedHashSet<>();

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
        case Op.Given given -> {}
        case Op.Embed embed -> addMatrix(embed.table());
        case NormOp norm -> norm.weights().forEach(this::addVector);
        case Op.MatMul matMul -> {
          for (Op.MatMul.Product product : matMul.products()) {
            addMatrix(product.weight());
            addVector(product.bias());
          }
        }
        case ExpertOp.Route route -> addVector(route.bias());
        case ExpertOp.ExpertMatMul matMul -> {
          for (ExpertOp.ExpertMatMul.Product product : matMul.products()) {
            stacks.put(product.matrices().getFirst().name(), product.matrices());
            addVector(product.scale());
            addVector(product.bias());
          }
        }
        case Op.Attention attention -> {
          if (attention.scoring().hasSinks()) {
            sinks.add(attention.scoring());
          }
        }
        case ExpertOp.WeightedSum sum -> {}
        case Op.Rope rope -> {}
        case ElementOp element -> {}
        case Op.SelectOutputs select -> {}
        // Refused before weights are uploaded.
        case AddEmbedding add -> {}
        case RecurrentOp recurrent -> {}
        case SegmentOp segments -> {}
      }
    }

    private void addMatrix(Tensor tensor) {
      stacks.put(tensor.name(), List.of(tensor));
    }

    private void addVector(@Nullable Tensor tensor) {
      if (tensor != null) {
        vectors.put(tensor.name(), tensor);
      }
    }

    /// Device memory that the weights take.
    long byteSize() {
      long size = 0;
      for (List<Tensor> stack : stacks.values()) {
        size += aligned(stackBytes(stack) + SLACK);
      }
      for (Tensor tensor : vectors.values()) {
        size += aligned(floatBytes(tensor));
      }
      for (Scoring scoring : sinks) {
        size += aligned((long) scoring.sinkCount() * Float.BYTES);
      }
      return size;
    }

    /// Takes memory and fills it; the copies are done when this returns.
    DeviceWeights upload(CudaContext context, CudaStream stream) {
      return new DeviceWeights(this, context, stream);
    }
  }

  /// A matrix, or the first of a stack of matrices.
  DeviceMatrix matrix(Tensor tensor) {
    return new DeviceMatrix(
        tensor.type(),
        memory.address() + offset(matrixOffsets, tensor),
        Math.toIntExact(tensor.shape().rowCount()),
        Math.toIntExact(tensor.shape().rowLength()));
  }

  /// The address of a vector's floats; 0 if there is no vector.
  long vector(@Nullable Tensor tensor) {
    return tensor == null ? 0 : memory.address() + offset(floatOffsets, tensor);
  }

  /// The address of the sinks of all heads; 0 if there are none.
  long sinks(Scoring scoring) {
    Long offset = sinkOffsets.get(scoring);
    return offset == null ? 0 : memory.address() + offset;
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
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }

  private static MemorySegment floats(Scoring scoring) {
    float[] values = new float[scoring.sinkCount()];
    for (int head = 0; head < values.length; head++) {
      values[head] = scoring.sink(head);
    }
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }

  private static long stackBytes(List<Tensor> stack) {
    return stack.stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  private static long floatBytes(Tensor tensor) {
    return tensor.shape().elementCount() * Float.BYTES;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
