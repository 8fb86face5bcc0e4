package llamajar.compute.cpu.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import llamajar.compute.cpu.AllocationContract;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Once compiled, kernels allocate nothing. What allocates then is a vector that the compiler could
/// not keep in a register, which costs ten times the speed.
final class AllocationTest extends AllocationContract {
  private static final VectorKernels KERNELS = new VectorKernels();

  private final Random random = new Random(6);
  private final Scratch scratch = new Scratch();

  AllocationTest() {
    super(CpuTier.VECTOR);
  }

  static Stream<TensorType> types() {
    return Boolean.getBoolean("llamajar.test.full")
        ? Stream.of(TensorType.values())
        : Stream.of(TensorType.Q4_0, TensorType.Q6_K, TensorType.IQ3_S, TensorType.IQ4_XS);
  }

  @ParameterizedTest
  @MethodSource("types")
  void productsAllocateNothing(TensorType type) {
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(512);
        FloatRows out = new FloatRows(64)) {
      WeightMatrix weights = Blocks.matrix(arena, type, 512, 64, random);
      MatMulKernel kernel = KERNELS.matMul(type);
      for (int columns : new int[] {1, 8}) {
        in.resize(columns);
        out.resize(columns);
        assertAllocatesNothing(
            () -> kernel.multiply(weights, 0, 64, in, MemorySegment.NULL, out, scratch));
      }
    }
  }
}
