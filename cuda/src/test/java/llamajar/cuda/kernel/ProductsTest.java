package llamajar.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import llamajar.cuda.TestDevice;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.Codecs;
import llamajar.gguf.quant.RandomBlocks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every weight type's kernels against products computed from exactly decoded weights and from the
/// very activations that the kernels read.
class ProductsTest {
  private static final double ROUNDING = 2e-6;

  static Stream<TensorType> types() {
    return Arrays.stream(TensorType.values()).filter(ProductsTest::isMultiplied);
  }

  private static boolean isMultiplied(TensorType type) {
    return switch (type) {
      case F64, I8, I16, I32, I64 -> false;
      default -> true;
    };
  }

  @ParameterizedTest
  @MethodSource("types")
  void multipliesOneColumn(TensorType type) throws Exception {
    check(type, 5, 3, 1);
  }

  @ParameterizedTest
  @MethodSource("types")
  void multipliesAFewColumns(TensorType type) throws Exception {
    check(type, 4, 1, 3);
  }

  @ParameterizedTest
  @MethodSource("types")
  void multipliesEightColumns(TensorType type) throws Exception {
    check(type, 2, 1, 8);
  }

  @ParameterizedTest
  @MethodSource("types")
  void multipliesManyColumnsInTiles(TensorType type) throws Exception {
    check(type, 131, 1, 66);
  }

  @ParameterizedTest
  @MethodSource("types")
  void decodesRowsExactly(TensorType type) throws Exception {
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      Weights weights = Weights.random(type, 4, length(type, 2));
      int[] ids = {3, 0, 3};
      long out = gpu.allocate((long) ids.length * weights.length() * Float.BYTES);

      new ElementKernels(gpu.launcher())
          .decodeRows(weights.upload(gpu), gpu.upload(ids), out, ids.length);

      float[] expected = new float[ids.length * weights.length()];
      for (int i = 0; i < ids.length; i++) {
        System.arraycopy(weights.row(ids[i]), 0, expected, i * weights.length(), weights.length());
      }
      assertThat(gpu.floats(out, expected.length)).isEqualTo(expected);
    }
  }

  private static void check(TensorType type, int rows, int blocks, int columns) throws Exception {
    int length = length(type, blocks);
    Weights weights = Weights.random(type, rows, length);
    Random random = new Random(columns);
    float[] in = gaussian(random, columns * length);
    float[] bias = gaussian(random, rows);
    float[] residual = gaussian(random, columns * rows);
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      long floats = gpu.upload(in);
      Rows rowsIn = Rows.ofFloats(floats);
      if (Products.readsQuantized(type)) {
        rowsIn = Rows.quantized(gpu.allocate(Rows.quantizedBytes(in.length)), in.length);
        new ElementKernels(gpu.launcher()).quantize(floats, rowsIn, in.length);
        in = dequantized(gpu, rowsIn, in.length);
      }
      long out = gpu.allocate((long) columns * rows * Float.BYTES);
      Product product =
          new Product(weights.upload(gpu), out, gpu.upload(bias), gpu.upload(residual), 0, 0.5f);

      new Products(gpu.launcher()).multiply(List.of(product), rowsIn, columns, 1, null);

      float[] actual = gpu.floats(out, columns * rows);
      for (int column = 0; column < columns; column++) {
        for (int row = 0; row < rows; row++) {
          float[] w = weights.row(row);
          double sum = 0;
          double size = 0;
          for (int i = 0; i < length; i++) {
            double term = (double) w[i] * in[column * length + i];
            sum += term;
            size += Math.abs(term);
          }
          int index = column * rows + row;
          double expected = 0.5 * sum + bias[row] + residual[index];
          double tolerance = ROUNDING * (size + Math.abs(bias[row]) + Math.abs(residual[index]));
          assertThat((double) actual[index])
              .as("%s, row %d, column %d", type, row, column)
              .isCloseTo(expected, within(tolerance));
        }
      }
    }
  }

  /// What kernels read of quantized activations.
  private static float[] dequantized(GpuWork gpu, Rows rows, int count) throws Exception {
    byte[] bytes = gpu.bytes(rows.bytes(), count);
    float[] scales = gpu.floats(rows.scales(), count / 32);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = scales[i / 32] * bytes[i];
    }
    return values;
  }

  /// Rows of plain numbers have an odd length, to be sure that nothing relies on alignment.
  private static int length(TensorType type, int blocks) {
    return type.isQuantized()
        ? Math.max(type.blockLength(), 96) / type.blockLength() * blocks * type.blockLength()
        : 71;
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// A matrix of random blocks.
  private record Weights(TensorType type, int rows, int length, MemorySegment data) {
    static Weights random(TensorType type, int rows, int length) {
      long blocks = (long) rows * length / type.blockLength();
      MemorySegment data = Arena.ofAuto().allocate(blocks * type.blockBytes(), 16);
      RandomBlocks.of(type, 1).fill(new Random(type.id()), data, 0, blocks);
      return new Weights(type, rows, length, data);
    }

    DeviceMatrix upload(GpuWork gpu) {
      return new DeviceMatrix(type, gpu.upload(data, 16), rows, length);
    }

    float[] row(int row) {
      float[] values = new float[length];
      long bytes = type.bytesFor(length);
      Codecs.of(type).decodeBlocks(data, row * bytes, length / type.blockLength(), values, 0);
      return values;
    }
  }
}
