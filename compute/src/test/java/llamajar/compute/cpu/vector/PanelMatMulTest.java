package llamajar.compute.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PanelMatMulTest {
  private static final VectorKernels KERNELS = new VectorKernels();
  private static final int[] ROW_BLOCKS = {1, 2, 3, 5, 7, 32};
  private static final int[] COLUMNS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100};

  private final Random random = new Random(3);
  private final Scratch scratch = new Scratch();

  @ParameterizedTest
  @EnumSource
  void productsAreThoseOfTheDecodedWeights(TensorType type) {
    for (int k = 0; k < COLUMNS.length; k++) {
      int rowLength = ROW_BLOCKS[k % ROW_BLOCKS.length] * type.blockLength();
      check(type, rowLength, 1 + k * 5 % 13, COLUMNS[k]);
    }
    for (int blocks : ROW_BLOCKS) {
      check(type, blocks * type.blockLength(), 7, 1);
      check(type, blocks * type.blockLength(), 37, 7);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 17, 33, 172, 1023, 1025, 2049, 3000})
  void rowsOfAnyLengthAreMultiplied(int rowLength) {
    for (int columns : new int[] {1, 2, 3, 8}) {
      check(TensorType.F16, rowLength, 9, columns);
      check(TensorType.F32, rowLength, 6, columns);
    }
  }

  @Test
  void longRowsAreSummedOverAllPieces() {
    for (int columns : new int[] {1, 2, 5}) {
      check(TensorType.Q4_K, 11 * 256, 35, columns);
      check(TensorType.Q8_0, 131 * 32, 5, columns);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void anyPartOfTheRowsCanBeComputed(int columns) {
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(256);
        FloatRows out = new FloatRows(50)) {
      WeightMatrix weights = Blocks.matrix(arena, TensorType.Q4_0, 256, 50, random);
      fill(in, columns);
      out.resize(columns);
      out.data().fill((byte) 0);
      KERNELS
          .matMul(TensorType.Q4_0)
          .multiply(weights, 13, 21, in, MemorySegment.NULL, out, scratch);
      float[] decoded = Blocks.decode(TensorType.Q4_0, weights.data());
      for (int c = 0; c < columns; c++) {
        for (int r = 0; r < 50; r++) {
          if (r < 13 || r >= 34) {
            assertThat(out.get(c, r)).isZero();
          } else {
            assertProduct(decoded, r, in, c, out);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void zerosGiveZerosAndGreatActivationsKeepTheirMagnitude(int columns) {
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(512);
        FloatRows out = new FloatRows(4)) {
      WeightMatrix weights = Blocks.matrix(arena, TensorType.Q6_K, 512, 4, random);
      in.resize(columns);
      out.resize(columns);
      in.data().fill((byte) 0);
      KERNELS.matMul(TensorType.Q6_K).multiply(weights, 0, 4, in, MemorySegment.NULL, out, scratch);
      assertThat(out.get(columns - 1, 3)).isZero();

      in.set(0, 7, 1e30f);
      in.set(0, 300, -1e-30f);
      KERNELS.matMul(TensorType.Q6_K).multiply(weights, 0, 4, in, MemorySegment.NULL, out, scratch);
      float[] decoded = Blocks.decode(TensorType.Q6_K, weights.data());
      for (int r = 0; r < 4; r++) {
        assertProduct(decoded, r, in, 0, out);
      }
    }
  }

  @Test
  void matricesThatDoNotFitAreRefused() {
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(64);
        FloatRows out = new FloatRows(4)) {
      WeightMatrix weights = Blocks.matrix(arena, TensorType.Q8_0, 32, 4, random);
      in.resize(1);
      out.resize(1);
      MatMulKernel kernel = KERNELS.matMul(TensorType.Q8_0);
      assertThatThrownBy(() -> kernel.multiply(weights, 0, 4, in, MemorySegment.NULL, out, scratch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("matmul-q8_0")
          .hasMessageContaining("[32, 4] with [64, 1]");
    }
  }

  @Test
  void rowsOutsideOfTheMatrixAreRefused() {
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(32);
        FloatRows out = new FloatRows(4)) {
      WeightMatrix weights = Blocks.matrix(arena, TensorType.Q8_0, 32, 4, random);
      in.resize(1);
      out.resize(1);
      MatMulKernel kernel = KERNELS.matMul(TensorType.Q8_0);
      assertThatThrownBy(() -> kernel.multiply(weights, 2, 3, in, MemorySegment.NULL, out, scratch))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void weightsOnTheHeapAreRefused() {
    try (FloatRows in = new FloatRows(32);
        FloatRows out = new FloatRows(1)) {
      MemorySegment heap = MemorySegment.ofArray(new byte[34]);
      WeightMatrix weights = new WeightMatrix(heap, TensorType.Q8_0, 32, 1, 34);
      in.resize(1);
      out.resize(1);
      MatMulKernel kernel = KERNELS.matMul(TensorType.Q8_0);
      assertThatThrownBy(() -> kernel.multiply(weights, 0, 1, in, MemorySegment.NULL, out, scratch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("native memory");
    }
  }

  @Test
  void theNameIsTheSpecification() {
    assertThat(KERNELS.matMul(TensorType.IQ2_XXS).name())
        .isEqualTo("matmul-iq2_xxs-f32-" + KERNELS.tier());
  }

  private void check(TensorType type, int rowLength, int rowCount, int columns) {
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(rowLength);
        FloatRows out = new FloatRows(rowCount)) {
      WeightMatrix weights = Blocks.matrix(arena, type, rowLength, rowCount, random);
      float[] decoded = Blocks.decode(type, weights.data());
      fill(in, columns);
      out.resize(columns);
      KERNELS.matMul(type).multiply(weights, 0, rowCount, in, MemorySegment.NULL, out, scratch);
      for (int c = 0; c < columns; c++) {
        for (int r = 0; r < rowCount; r++) {
          assertProduct(decoded, r, in, c, out);
        }
      }
    }
  }

  private void fill(FloatRows in, int columns) {
    in.resize(columns);
    for (int c = 0; c < columns; c++) {
      for (int k = 0; k < in.width(); k++) {
        in.set(c, k, (float) random.nextGaussian());
      }
    }
  }

  private static void assertProduct(
      float[] weights, int row, FloatRows in, int column, FloatRows out) {
    double expected = 0;
    double magnitude = 0;
    for (int k = 0; k < in.width(); k++) {
      double product = (double) weights[row * in.width() + k] * in.get(column, k);
      expected += product;
      magnitude += Math.abs(product);
    }
    double tolerance = magnitude * 1e-6 + 1e-40;
    double actual = out.get(column, row);
    if (!(Math.abs(actual - expected) <= tolerance)) {
      assertThat(actual)
          .as("row %d, column %d of %d weights", row, column, in.width())
          .isCloseTo(expected, within(tolerance));
    }
  }
}
