package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import llamajar.compute.RowArithmetic;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.vector.Blocks;
import llamajar.gguf.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A column's product, bit by bit, whatever it is computed with.
final class RowArithmeticTest {
  private static final int ROWS = 35;
  private static final int LENGTH = 1280;
  private static final int[] COLUMNS = {2, 3, 7, 9, 34};

  static List<Arguments> tiersAndTypes() {
    List<Arguments> all = new ArrayList<>();
    for (CpuTier tier : CpuTier.values()) {
      for (TensorType type :
          List.of(
              TensorType.F32,
              TensorType.F16,
              TensorType.Q8_0,
              TensorType.Q4_K,
              TensorType.Q6_K,
              TensorType.IQ2_XXS,
              TensorType.IQ2_S,
              TensorType.IQ3_XXS,
              TensorType.IQ3_S,
              TensorType.IQ1_M)) {
        all.add(Arguments.of(tier, type));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void aColumnDoesNotDependOnTheOthers(CpuTier tier, TensorType type) {
    MatMulKernel fastest = kernel(tier, type);
    try (Arena arena = Arena.ofConfined()) {
      Random random = new Random(7);
      WeightMatrix weights =
          Blocks.matrixIn(
              arena.allocate(type.bytesFor(LENGTH) * ROWS, 64), type, LENGTH, ROWS, random);
      FloatRows all = new FloatRows(LENGTH, arena.allocate(4L * LENGTH * 34, 64));
      for (long i = 0; i < 34L * LENGTH; i++) {
        all.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
      }
      for (RowArithmetic arithmetic : List.of(RowArithmetic.AS_ONE, RowArithmetic.AS_MANY)) {
        MatMulKernel kernel = fastest.with(arithmetic);
        for (int columns : COLUMNS) {
          FloatRows in = new FloatRows(LENGTH, all.data().asSlice(0, all.offset(columns)));
          float[] together = multiply(kernel, weights, in, arena);
          for (int c : new int[] {0, columns / 2, columns - 1}) {
            assertThat(Arrays.copyOfRange(together, c * ROWS, (c + 1) * ROWS))
                .as("%s, %s, column %d of %d", kernel.name(), arithmetic, c, columns)
                .isEqualTo(multiply(kernel, weights, in.row(c), arena));
          }
        }
      }
      assertThat(multiply(fastest.with(RowArithmetic.AS_ONE), weights, all.row(3), arena))
          .isEqualTo(multiply(fastest, weights, all.row(3), arena));
    }
  }

  private static MatMulKernel kernel(CpuTier tier, TensorType type) {
    return tier.whyUnavailable()
        .<MatMulKernel>map(reason -> abort(tier.label() + ": " + reason))
        .orElseGet(() -> tier.kernels().matMul(type));
  }

  private static float[] multiply(
      MatMulKernel kernel, WeightMatrix weights, FloatRows in, Arena arena) {
    Scratch scratch = new Scratch();
    int columns = in.rows();
    FloatRows out = new FloatRows(ROWS, arena.allocate(4L * ROWS * columns, 64));
    ActivationForm form = kernel.activations(in.width(), columns);
    MemorySegment prepared = arena.allocate(Math.max(1, form.bytes(in.width(), columns)), 64);
    for (int part = 0; part < form.parts(columns); part++) {
      form.prepare(in, part, prepared, scratch);
    }
    // In pieces, as several threads would.
    int piece = kernel.rowGranularity(columns);
    for (int row = 0; row < ROWS; row += piece) {
      kernel.multiply(weights, row, Math.min(piece, ROWS - row), in, prepared, out, scratch);
    }
    return out.data().toArray(ValueLayout.JAVA_FLOAT);
  }
}
