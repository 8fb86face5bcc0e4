package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.vector.Blocks;
import llamajar.compute.cpu.x64.product.SeenActivations;
import llamajar.gguf.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The product kernels of all tiers but the reference, which is checked by itself.
final class MatMulKernelTest {
  private static final int[] ROW_BLOCKS =
      Tiers.areInterpreted() ? new int[] {1, 3, 8} : new int[] {1, 2, 3, 5, 7, 32};
  private static final int[] ROW_LENGTHS = {1, 3, 15, 16, 17, 33, 63, 172, 1023, 1025, 2049, 3000};
  private static final int[] COLUMNS =
      Tiers.areInterpreted()
          ? new int[] {1, 2, 5, 8, 9, 16, 33}
          : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33};

  private final Random random = new Random(3);

  static List<Arguments> tiersAndTypes() {
    List<Arguments> all = new ArrayList<>();
    for (CpuTier tier : tiers()) {
      Arrays.stream(TensorType.values()).forEach(type -> all.add(Arguments.of(tier, type)));
    }
    return all;
  }

  static List<CpuTier> tiers() {
    return Tiers.underTest();
  }

  static List<Arguments> tiersAndUnquantizedTypes() {
    return tiersAndTypes().stream()
        .filter(arguments -> !((TensorType) arguments.get()[1]).isQuantized())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void productsAreThoseOfTheDecodedWeights(CpuTier tier, TensorType type) {
    MatMulKernel kernel = kernel(tier, type);
    for (int blocks : ROW_BLOCKS) {
      for (int columns : COLUMNS) {
        check(kernel, type, blocks * type.blockLength(), 1 + blocks * columns % 7 * 2, columns);
      }
    }
    check(kernel, type, 2 * 256, 37, 7);
    check(kernel, type, 3 * 256, 35, 300);
  }

  @ParameterizedTest
  @MethodSource("tiersAndUnquantizedTypes")
  void rowsOfAnyLengthAreMultiplied(CpuTier tier, TensorType type) {
    for (int rowLength : ROW_LENGTHS) {
      for (int columns : new int[] {1, 2, 3, 5, 8, 9, 25}) {
        check(kernel(tier, type), type, rowLength, 9, columns);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void longRowsAreSummedOverAllPieces(CpuTier tier) {
    for (int columns : new int[] {1, 2, 5, 12}) {
      check(kernel(tier, TensorType.Q4_K), TensorType.Q4_K, 11 * 256, 35, columns);
      check(kernel(tier, TensorType.Q8_0), TensorType.Q8_0, 131 * 32, 5, columns);
      check(kernel(tier, TensorType.F16), TensorType.F16, 9001, 5, columns);
    }
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void anyPartOfTheRowsCanBeComputed(CpuTier tier, TensorType type) {
    MatMulKernel kernel = kernel(tier, type);
    for (int columns : new int[] {1, 3, 40}) {
      try (Product product = new Product(kernel, type, 256, 50, columns, random)) {
        product.run(13, 21).assertExact(13, 21);
        for (int c = 0; c < columns; c++) {
          for (int r = 0; r < 50; r++) {
            if (r < 13 || r >= 34) {
              assertThat(product.out.get(c, r)).isZero();
            }
          }
        }
        product.run(0, 13).run(34, 16).assertExact();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void zerosGiveZerosAndAnyActivationsKeepTheirMagnitude(CpuTier tier, TensorType type) {
    MatMulKernel kernel = kernel(tier, type);
    for (int columns : new int[] {1, 5, 17}) {
      try (Product product = new Product(kernel, type, 512, 5, columns, random)) {
        product.in.data().fill((byte) 0);
        product.run();
        assertThat(product.out.get(0, 0)).isZero();
        assertThat(product.out.get(columns - 1, 4)).isZero();

        product.in.set(0, 7, 1e15f);
        product.in.set(0, 300, -1e-15f);
        product.in.set(columns - 1, 100, -1e-25f);
        product.in.set(columns - 1, 511, 1e15f);
        product.run().assertExactForSpikes();
      }
    }
  }

  /// Rounding to int8 with a scale of a 127th of the greatest of 32 gives errors evenly distributed
  /// over a step, which have a standard deviation of `greatest / 127 / √12`. The greatest of 32
  /// gaussian activations is 2.1 to 2.5 standard deviations, which makes the error 0.5 % of the
  /// activations, and as much of the product, because weights don't know the errors.
  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void quantizingActivationsCostsHalfAPercent(CpuTier tier, TensorType type) {
    MatMulKernel kernel = kernel(tier, type);
    for (int columns : new int[] {6, 40}) {
      try (Product product = new Product(kernel, type, 2048, 33, columns, random)) {
        double limit = SeenActivations.areQuantized(kernel, columns) ? 1e-2 : 1e-5;
        assertThat(product.run().relativeError()).isLessThan(limit);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void matricesThatDoNotFitAreRefused(CpuTier tier, TensorType type) {
    MatMulKernel kernel = kernel(tier, type);
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(512);
        FloatRows out = new FloatRows(4);
        FloatRows fewer = new FloatRows(3)) {
      WeightMatrix weights = Blocks.matrix(arena, type, 256, 4, random);
      WeightMatrix longer = Blocks.matrix(arena, type, 512, 4, random);
      for (int columns : new int[] {1, 20}) {
        in.resize(columns);
        MemorySegment prepared =
            arena.allocate(1 + kernel.activations(512, columns).bytes(512, columns), 64);
        out.resize(columns);
        fewer.resize(columns);
        assertThatThrownBy(() -> multiply(kernel, weights, 4, in, prepared, out))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(kernel.name())
            .hasMessageContaining("[256, 4] with [512, %d]".formatted(columns));
        assertThatThrownBy(() -> multiply(kernel, longer, 4, in, prepared, fewer))
            .isInstanceOf(IllegalArgumentException.class);
        out.resize(columns - 1);
        assertThatThrownBy(() -> multiply(kernel, longer, 4, in, prepared, out))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void rowsOutsideOfTheMatrixAreRefused(CpuTier tier, TensorType type) {
    MatMulKernel kernel = kernel(tier, type);
    try (Product product = new Product(kernel, type, 256, 4, 1, random)) {
      assertThatThrownBy(() -> product.run(2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> product.run(-1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void weightsOnTheHeapAreRefused(CpuTier tier, TensorType type) {
    MatMulKernel kernel = kernel(tier, type);
    try (Arena arena = Arena.ofConfined();
        FloatRows in = new FloatRows(256);
        FloatRows out = new FloatRows(1)) {
      int bytes = (int) type.bytesFor(256);
      MemorySegment heap = MemorySegment.ofArray(new byte[bytes]);
      WeightMatrix weights = new WeightMatrix(heap, type, 256, 1, bytes);
      in.resize(1);
      out.resize(1);
      MemorySegment prepared = arena.allocate(1 + kernel.activations(256, 1).bytes(256, 1), 64);
      assertThatThrownBy(() -> multiply(kernel, weights, 1, in, prepared, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("native memory");
    }
  }

  @ParameterizedTest
  @MethodSource("tiersAndTypes")
  void theNameIsTheSpecification(CpuTier tier, TensorType type) {
    String activations = SeenActivations.areQuantized(kernel(tier, type), 1) ? "q16" : "f32";
    assertThat(kernel(tier, type).name())
        .startsWith("matmul-%s-%s".formatted(type.name().toLowerCase(Locale.ROOT), activations));
  }

  private static MatMulKernel kernel(CpuTier tier, TensorType type) {
    tier.whyUnavailable().ifPresent(reason -> abort(tier.label() + ": " + reason));
    MatMulKernel kernel = tier.kernels().matMul(type);
    if (kernel.name().endsWith("reference")) {
      abort("%s multiplies %s with plain Java".formatted(tier.label(), type));
    }
    return kernel;
  }

  private static void multiply(
      MatMulKernel kernel,
      WeightMatrix weights,
      int rowCount,
      FloatRows in,
      MemorySegment prepared,
      FloatRows out) {
    kernel.multiply(weights, 0, rowCount, in, prepared, out, new Scratch());
  }

  private void check(MatMulKernel kernel, TensorType type, int rowLength, int rows, int columns) {
    try (Product product = new Product(kernel, type, rowLength, rows, columns, random)) {
      product.run().assertExact();
    }
  }
}
