package llamajar.compute.cpu.x64.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.vector.Blocks;
import llamajar.compute.cpu.x64.platform.GuardedMemory;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Avx2MatMulTest {
  private static final int[] ROW_BLOCKS = {1, 2, 3, 5, 7, 32};
  private static final int[] COLUMNS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 33};
  private static final int[] ROW_COUNTS = {1, 3, 7, 9, 13, 17};

  private final Random random = new Random(11);
  private final Scratch scratch = new Scratch();

  static Stream<Arguments> kernels() {
    return Stream.of(X64Isa.AVX2_VNNI, X64Isa.AVX2)
        .flatMap(isa ->
            Arrays.stream(TensorType.values())
                .filter(Unpackers512::handles)
                .map(type -> Arguments.of(isa, type)));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void productsAreThoseOfDecodedWeightsWithWhatIsLeftOfTheActivations(X64Isa isa, TensorType type) {
    MatMulKernel kernel = kernel(isa, type);
    int n = 0;
    for (int blocks : ROW_BLOCKS) {
      for (int columns : COLUMNS) {
        check(kernel, type, blocks * type.blockLength(), ROW_COUNTS[n++ % 6], columns);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void nothingIsReadBehindTheWeights(X64Isa isa, TensorType type) {
    MatMulKernel kernel = kernel(isa, type);
    for (int blocks : new int[] {1, 2, 3, 8}) {
      int rowLength = blocks * type.blockLength();
      for (int columns : new int[] {1, 4, 9}) {
        try (Arena arena = Arena.ofConfined()) {
          WeightMatrix weights = Blocks.matrix(arena, type, rowLength, 5, random);
          long bytes = 5 * weights.rowBytes();
          try (GuardedMemory guarded = GuardedMemory.endingAtGuard(bytes)) {
            MemorySegment.copy(weights.data(), 0, guarded.segment(), 0, bytes);
            check(
                kernel,
                new WeightMatrix(guarded.segment(), type, rowLength, 5, weights.rowBytes()),
                columns);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0", "IQ3_XXS", "IQ4_XS", "NVFP4", "Q3_K"})
  void sumsOfTheLargestCodesFitInSixteenBits(TensorType type) {
    MatMulKernel kernel = kernel(X64Isa.AVX2, type);
    for (int fill : new int[] {0xFF, 0x11}) {
      try (Arena arena = Arena.ofConfined()) {
        WeightMatrix weights = Blocks.matrix(arena, type, 256, 9, random);
        byte[] block = new byte[type.blockBytes()];
        Arrays.fill(block, (byte) fill);
        // Fields that hold floats keep their values: all others have the same bits.
        overwriteCodes(type, weights, block);
        for (int columns : new int[] {1, 2, 12}) {
          check(kernel, weights, columns, 1);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = X64Isa.class,
      names = {"AVX2_VNNI", "AVX2"})
  void onlyTheRowsAskedForAreWritten(X64Isa isa) {
    MatMulKernel kernel = kernel(isa, TensorType.Q4_K);
    for (int columns : new int[] {3, 14}) {
      try (Arena arena = Arena.ofConfined();
          FloatRows in = new FloatRows(512);
          FloatRows out = new FloatRows(50)) {
        WeightMatrix weights = Blocks.matrix(arena, TensorType.Q4_K, 512, 50, random);
        fill(in, columns, 0);
        out.resize(columns);
        for (int c = 0; c < columns; c++) {
          for (int r = 0; r < 50; r++) {
            out.set(c, r, -7);
          }
        }
        multiply(kernel, weights, 13, 21, in, out, arena);
        float[] decoded = Blocks.decode(TensorType.Q4_K, weights.data());
        for (int c = 0; c < columns; c++) {
          double[] seen = seen(kernel, in, c);
          for (int r = 0; r < 50; r++) {
            if (r < 13 || r >= 34) {
              assertThat(out.get(c, r)).isEqualTo(-7);
            } else {
              assertProduct(decoded, r, seen, 1e-6, out.get(c, r));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void productsAreNearThoseOfTheFloats(X64Isa isa, TensorType type) {
    MatMulKernel kernel = kernel(isa, type);
    int length = 4 * 256;
    for (int columns : new int[] {1, 9}) {
      try (Arena arena = Arena.ofConfined();
          FloatRows in = new FloatRows(length);
          FloatRows out = new FloatRows(6)) {
        WeightMatrix weights = Blocks.matrix(arena, type, length, 6, random);
        fill(in, columns, 0);
        out.resize(columns);
        multiply(kernel, weights, 0, 6, in, out, arena);
        float[] decoded = Blocks.decode(type, weights.data());
        for (int c = 0; c < columns; c++) {
          double[] floats = new double[length];
          for (int k = 0; k < length; k++) {
            floats[k] = in.get(c, k);
          }
          for (int r = 0; r < 6; r++) {
            assertProduct(decoded, r, floats, 0.01, out.get(c, r));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void activationsAreTheSameForAllVectorLengths(boolean precise) {
    assumeAvailable(X64Isa.AVX512);
    for (int width : new int[] {32, 96, 256, 480, 1024}) {
      try (Arena arena = Arena.ofConfined();
          FloatRows in = new FloatRows(width)) {
        // Integers that come without low bytes of −128, which only the wide form has.
        fill(in, 3, 1);
        in.set(0, 5, 1e30f);
        in.set(1, 7, 0);
        in.set(2, 9, 0.25f);
        byte[] wide = prepared(new QuantizedGroups(true, precise), in, arena);
        assertThat(prepared(new QuantizedGroups(false, precise), in, arena)).isEqualTo(wide);
      }
    }
  }

  @Test
  void theNameIsTheSpecification() {
    assertThat(new QuantizedMatMul(X64Isa.AVX2_VNNI, TensorType.IQ2_XXS).name())
        .isEqualTo("matmul-iq2_xxs-q16q8-avx2vnni");
  }

  private static byte[] prepared(ActivationForm form, FloatRows in, Arena arena) {
    MemorySegment target = arena.allocate(form.bytes(in.width(), in.rows()), 64);
    for (int part = 0; part < form.parts(in.rows()); part++) {
      form.prepare(in, part, target, new Scratch());
    }
    return target.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }

  private static void overwriteCodes(TensorType type, WeightMatrix weights, byte[] block) {
    int first =
        switch (type) {
          case Q4_0, Q8_0, IQ3_XXS -> 2;
          case Q4_K, Q5_K, NVFP4 -> 4;
          case IQ4_XS -> 8;
          default -> 0;
        };
    int last =
        switch (type) {
          case Q6_K -> 192;
          case Q3_K -> 96;
          default -> type.blockBytes();
        };
    for (long at = 0; at < 9 * weights.rowBytes(); at += block.length) {
      MemorySegment.copy(
          MemorySegment.ofArray(block), first, weights.data(), at + first, last - first);
    }
  }

  private static MatMulKernel kernel(X64Isa isa, TensorType type) {
    assumeAvailable(isa);
    return new QuantizedMatMul(isa, type);
  }

  private static void assumeAvailable(X64Isa isa) {
    String reason = isa.whyUnavailable().orElse("");
    assumeTrue(reason.isEmpty(), reason);
  }

  private void check(
      MatMulKernel kernel, TensorType type, int rowLength, int rowCount, int columns) {
    try (Arena arena = Arena.ofConfined()) {
      check(kernel, Blocks.matrix(arena, type, rowLength, rowCount, random), columns);
    }
  }

  private void check(MatMulKernel kernel, WeightMatrix weights, int columns) {
    check(kernel, weights, columns, 0);
  }

  private void check(MatMulKernel kernel, WeightMatrix weights, int columns, float constant) {
    int rowCount = weights.rowCount();
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(weights.rowLength());
        FloatRows out = new FloatRows(rowCount)) {
      fill(in, columns, constant);
      out.resize(columns);
      multiply(kernel, weights, 0, rowCount, in, out, arena);
      float[] decoded = Blocks.decode(weights.type(), weights.data());
      for (int c = 0; c < columns; c++) {
        double[] seen = seen(kernel, in, c);
        for (int r = 0; r < rowCount; r++) {
          // Where all have the same sign, the sums for the offset are many times the product.
          assertProduct(decoded, r, seen, constant == 0 ? 1e-6 : 1e-5, out.get(c, r));
        }
      }
    }
  }

  private void multiply(
      MatMulKernel kernel,
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      FloatRows in,
      FloatRows out,
      Arena arena) {
    ActivationForm form = kernel.activations(in.width(), in.rows());
    MemorySegment prepared = arena.allocate(form.bytes(in.width(), in.rows()), 64);
    for (int part = 0; part < form.parts(in.rows()); part++) {
      form.prepare(in, part, prepared, scratch);
    }
    kernel.multiply(weights, firstRow, rowCount, in, prepared, out, scratch);
  }

  /// @param constant what all activations are; random if zero
  private void fill(FloatRows in, int columns, float constant) {
    in.resize(columns);
    for (int c = 0; c < columns; c++) {
      for (int k = 0; k < in.width(); k++) {
        in.set(c, k, constant == 0 ? (float) random.nextGaussian() : c % 2 * 2 - constant);
      }
    }
  }

  /// A column as integers of 8 or 16 bits times a scale for each 32.
  private static double[] seen(MatMulKernel kernel, FloatRows in, int column) {
    Rounding rounding =
        switch (kernel.activations(in.width(), in.rows())) {
          case QuantizedTiles tiles when !tiles.layout().precise() -> Rounding.BYTES;
          case QuantizedGroups groups -> groups.rounding();
          default -> Rounding.WORDS;
        };
    float steps = rounding.largest();
    int scaled = rounding.isOfGroups() ? 256 : 32;
    double[] seen = new double[in.width()];
    for (int first = 0; first < seen.length; first += scaled) {
      int end = Math.min(first + scaled, seen.length);
      float max = 0x1p-100f;
      for (int k = first; k < end; k++) {
        max = Math.max(max, Math.abs(in.get(column, k)));
      }
      for (int k = first; k < end; k++) {
        int code = (int) Math.rint(in.get(column, k) * (steps / max));
        boolean without = rounding.lowBits() == 8 && (byte) code == Byte.MIN_VALUE;
        seen[k] = max / steps * (without ? code + 1 : code);
      }
    }
    return seen;
  }

  private static void assertProduct(
      float[] weights, int row, double[] activations, double relative, double actual) {
    double expected = 0;
    double magnitude = 0;
    for (int k = 0; k < activations.length; k++) {
      double product = weights[row * activations.length + k] * activations[k];
      expected += product;
      magnitude += Math.abs(product);
    }
    double tolerance = magnitude * relative + 1e-36;
    if (!(Math.abs(actual - expected) <= tolerance)) {
      assertThat(actual)
          .as("row %d of %d weights", row, activations.length)
          .isCloseTo(expected, within(tolerance));
    }
  }
}
