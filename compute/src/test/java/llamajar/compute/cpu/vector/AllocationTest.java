package llamajar.compute.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import llamajar.compute.Activation;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Value;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.KvLayer;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;
import llamajar.testkit.Allocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Once compiled, kernels allocate nothing. What allocates then is a vector that the compiler could
/// not keep in a register, which costs ten times the speed.
final class AllocationTest {
  private static final VectorKernels KERNELS = new VectorKernels();
  private static final long SECONDS = 60;

  private final Random random = new Random(6);
  private final Scratch scratch = new Scratch();

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

  @ParameterizedTest
  @EnumSource
  void attentionAllocatesNothing(KvType type) {
    CacheLayer shape = new CacheLayer(1, 64, 64);
    try (Arena arena = Arena.ofConfined();
        FloatRows query = new FloatRows(4 * 64);
        FloatRows out = new FloatRows(4 * 64)) {
      KvLayer cache = new KvLayer(shape, type, 4, arena);
      BlockTable table = new BlockTable();
      Batch batch = new Batch(20);
      for (int block = 0; block < 4; block++) {
        cache.provide(block);
        table.append(block);
      }
      for (int r = 0; r < 20; r++) {
        batch.add(0, 200 + r, table, false);
      }
      query.resize(20);
      out.resize(20);
      Value any = new Value(0, 1, Value.Rows.TOKENS);
      Op.Attention op = new Op.Attention(any, any, any, 0, 4, 0.125f, 100, any);
      AttentionKernel kernel = KERNELS.attention(type);
      assertAllocatesNothing(() -> kernel.attend(op, batch, 0, 20, 0, query, cache, out, scratch));
    }
  }

  @Test
  void gatesAndNormsAllocateNothing() {
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(1000);
        FloatRows out = new FloatRows(1000)) {
      in.resize(1);
      out.resize(1);
      MemorySegment weight = arena.allocate(4000, 4);
      assertAllocatesNothing(() -> {
        KERNELS.rows().rmsNorm(in.data(), 0, weight, 1000, 1e-5f, out.data(), 0, scratch);
        KERNELS.rows().gate(Activation.SILU, in.data(), out.data(), out.data(), 0, 1000, scratch);
      });
    }
  }

  /// Repeats an action until a hundred repetitions in a row allocate nothing.
  private static void assertAllocatesNothing(Runnable action) {
    long end = System.nanoTime() + SECONDS * 1_000_000_000;
    long allocated;
    do {
      allocated =
          Allocation.bytes(() -> {
            for (int i = 0; i < 100; i++) {
              action.run();
            }
          });
    } while (allocated > 0 && System.nanoTime() < end);
    assertThat(allocated).as("bytes allocated by 100 repetitions").isZero();
  }
}
