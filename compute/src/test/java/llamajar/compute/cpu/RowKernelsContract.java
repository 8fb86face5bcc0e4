package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.vector.Blocks;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What row kernels of every tier must do.
public abstract class RowKernelsContract {

  /// Exponentials below the normal numbers count as 0, here times a number of about 90.
  private static final double NEGLIGIBLE = 90 * Float.MIN_NORMAL;

  private final Arena arena = Arena.ofConfined();
  private final Random random = new Random(5);
  private final RowKernels rows;
  private final Scratch scratch = new Scratch();

  /// Skips the tests where the tier can't run.
  protected RowKernelsContract(CpuTier tier) {
    rows = Tiers.kernels(tier).rows();
  }

  @AfterEach
  void free() {
    arena.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 15, 16, 17, 64, 172, 1000, 2048})
  void rmsNormDividesByTheRootOfTheMeanSquare(int width) {
    MemorySegment in = gaussian(width + 3);
    MemorySegment out = arena.allocate(4L * (width + 5), 4);
    MemorySegment weight = gaussian(width);
    rows.rmsNorm(in, 3, weight, width, 1e-5f, out, 5, scratch);
    double squares = 0;
    for (int i = 0; i < width; i++) {
      squares += Math.pow(get(in, i + 3), 2);
    }
    double scale = 1 / Math.sqrt(squares / width + 1e-5f);
    for (int i = 0; i < width; i++) {
      double expected = get(in, i + 3) * scale * get(weight, i);
      assertThat((double) get(out, i + 5)).isCloseTo(expected, within(4e-7 * Math.abs(expected)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 15, 16, 17, 64, 172, 1000, 2048})
  void layerNormBringsMeanAndVarianceToThatOfItsWeights(int width) {
    MemorySegment in = gaussian(width + 3);
    for (int i = 0; i < width; i++) {
      set(in, i + 3, get(in, i + 3) + 0.5f);
    }
    MemorySegment out = arena.allocate(4L * (width + 5), 4);
    MemorySegment weight = gaussian(width);
    MemorySegment bias = gaussian(width);
    rows.layerNorm(in, 3, weight, bias, width, 1e-2f, out, 5, scratch);
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += get(in, i + 3);
    }
    double squares = 0;
    for (int i = 0; i < width; i++) {
      squares += Math.pow(get(in, i + 3) - sum / width, 2);
    }
    double scale = 1 / Math.sqrt(squares / width + 1e-2f);
    for (int i = 0; i < width; i++) {
      double expected = (get(in, i + 3) - sum / width) * scale * get(weight, i) + get(bias, i);
      assertThat((double) get(out, i + 5)).isCloseTo(expected, within(3e-6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void activationsAreAccurateToAFewUlps(Activation activation) {
    for (int count : new int[] {1, 5, 16, 33, 100}) {
      for (float spread : new float[] {0.1f, 3, 30}) {
        float[] numbers = new float[count];
        for (int round = 0; round < 50; round++) {
          for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian() * spread;
          }
          checkActivation(activation, numbers);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void activationsSaturate(Activation activation) {
    float[] special = {
      0, -0f, 1e12f, -1e12f, 104, -104, -88, 89, -150, 1e-40f, -1e-20f, 0.625f, -0.625f
    };
    checkActivation(activation, special);
    if (activation != Activation.GELU) {
      checkActivation(activation, 1e30f, -1e30f, Float.MAX_VALUE, -Float.MAX_VALUE);
    }
  }

  private void checkActivation(Activation activation, float... numbers) {
    MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_FLOAT, numbers);
    MemorySegment up = arena.allocate(4L * numbers.length, 4);
    MemorySegment gated = arena.allocate(4L * numbers.length, 4);
    MemorySegment out = arena.allocate(4L * numbers.length, 4);
    for (int i = 0; i < numbers.length; i++) {
      set(up, i, 1);
    }
    rows.gate(activation, in, up, gated, 0, numbers.length, scratch);
    rows.activate(activation, in, out, 0, numbers.length, scratch);
    for (int i = 0; i < numbers.length; i++) {
      double x = numbers[i];
      double expected = activated(activation, x);
      // The exponent of GELU is a rounded number: half an ulp of it is a relative error.
      double ulps = activation == Activation.GELU ? 4 + 4 * x * x : 2.5;
      double tolerance = ulps * Math.ulp((float) expected) + NEGLIGIBLE;
      assertThat((double) get(gated, i))
          .as("%s(%s)", activation, x)
          .isCloseTo(expected, within(tolerance));
      assertThat((double) get(out, i))
          .as("%s(%s)", activation, x)
          .isCloseTo(expected, within(tolerance));
    }
  }

  private static double activated(Activation activation, double x) {
    return switch (activation) {
      case SILU -> x / (1 + Math.exp(-x));
      case GELU ->
          x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3))));
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
    };
  }

  @ParameterizedTest
  @EnumSource
  void activationsOfNanAreNan(Activation activation) {
    MemorySegment gate = arena.allocate(4L * 20, 4);
    set(gate, 3, Float.NaN);
    set(gate, 19, Float.NaN);
    MemorySegment up = gaussian(20);
    rows.gate(activation, gate, up, gate, 0, 20, scratch);
    assertThat(get(gate, 3)).isNaN();
    assertThat(get(gate, 4)).isNotNaN();
    assertThat(get(gate, 19)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 33, 100})
  void clampedGateBoundsBothSides(int count) {
    MemorySegment gate = gaussian(count);
    MemorySegment up = gaussian(count);
    MemorySegment out = arena.allocate(4L * count, 4);
    for (int i = 0; i < count; i++) {
      set(gate, i, get(gate, i) * 8);
      set(up, i, get(up, i) * 8);
    }
    rows.clampedGate(gate, up, 1.702f, 7, out, 0, count, scratch);
    for (int i = 0; i < count; i++) {
      double g = Math.min(get(gate, i), 7);
      double u = Math.clamp(get(up, i), -7, 7);
      double expected = g / (1 + Math.exp(-1.702f * g)) * (u + 1);
      assertThat((double) get(out, i))
          .isCloseTo(expected, within(2e-6 * Math.abs(expected) + 1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 33, 100})
  void softCapKeepsSmallNumbersAndBoundsLargeOnes(int count) {
    for (float spread : new float[] {0.01f, 3, 30, 3000}) {
      MemorySegment in = gaussian(count);
      MemorySegment out = arena.allocate(4L * count, 4);
      for (int i = 0; i < count; i++) {
        set(in, i, get(in, i) * spread);
      }
      rows.softCap(in, 30, out, 0, count, scratch);
      for (int i = 0; i < count; i++) {
        double expected = 30 * Math.tanh(get(in, i) / 30d);
        assertThat((double) get(out, i)).isCloseTo(expected, within(4e-7 * Math.abs(expected)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16, 31, 70})
  void scaledRowsAreWrittenOrAdded(int count) {
    MemorySegment in = gaussian(count + 2);
    MemorySegment out = arena.allocate(4L * (count + 3), 4);
    rows.scale(in, 2, -3, out, 1, count, scratch);
    rows.addScaled(out, 1, in, 1, 0.5f, count, scratch);
    assertThat(get(out, 0)).isZero();
    assertThat(get(out, count + 1)).isZero();
    for (int i = 0; i < count; i++) {
      double expected = -3d * get(in, i + 2) + 0.5 * get(in, i + 1);
      assertThat((double) get(out, i + 1)).isCloseTo(expected, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16, 31, 70})
  void addAddsOnlyItsPart(int count) {
    MemorySegment left = gaussian(count + 2);
    MemorySegment right = gaussian(count + 2);
    MemorySegment out = arena.allocate(4L * (count + 2), 4);
    rows.add(left, right, out, 1, count, scratch);
    assertThat(get(out, 0)).isZero();
    assertThat(get(out, count + 1)).isZero();
    for (int i = 1; i <= count; i++) {
      assertThat(get(out, i)).isEqualTo(get(left, i) + get(right, i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16, 31, 70})
  void addBiasAddsAPartOfTheBias(int count) {
    MemorySegment target = gaussian(count + 2);
    float[] before = target.toArray(ValueLayout.JAVA_FLOAT);
    MemorySegment bias = gaussian(count + 9);
    rows.addBias(target, 1, bias, 7, count, scratch);
    assertThat(get(target, 0)).isEqualTo(before[0]);
    assertThat(get(target, count + 1)).isEqualTo(before[count + 1]);
    for (int i = 0; i < count; i++) {
      assertThat(get(target, i + 1)).isEqualTo(before[i + 1] + get(bias, 7 + i));
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 4", "64, 32", "64, 20", "80, 40", "6, 3", "128, 17"})
  void rotateTurnsEachPairAndKeepsTheRest(int headLength, int pairs) {
    float[] cosines = new float[pairs];
    float[] sines = new float[pairs];
    for (int t = 0; t < pairs; t++) {
      cosines[t] = (float) Math.cos(t * 0.3);
      sines[t] = (float) Math.sin(t * 0.3);
    }
    MemorySegment cosine = arena.allocateFrom(ValueLayout.JAVA_FLOAT, cosines);
    MemorySegment sine = arena.allocateFrom(ValueLayout.JAVA_FLOAT, sines);
    for (Rotary.Pairing pairing : Rotary.Pairing.values()) {
      MemorySegment in = gaussian(3 * headLength + 2);
      float[] before = in.toArray(ValueLayout.JAVA_FLOAT);
      MemorySegment out = arena.allocate(in.byteSize(), 4);
      rows.rotate(pairing, cosine, sine, 0, pairs, 3, headLength, in, out, 2, scratch);
      rows.rotate(pairing, cosine, sine, 0, pairs, 3, headLength, in, in, 2, scratch);
      assertThat(get(out, 1)).isZero();
      for (int i = 2; i < before.length; i++) {
        int element = (i - 2) % headLength;
        assertThat(get(out, i)).isEqualTo(get(in, i));
        assertThat((double) get(out, i))
            .isCloseTo(
                rotated(pairing, cosines, sines, before, i - element, element), within(1e-6));
      }
    }
  }

  private static double rotated(
      Rotary.Pairing pairing,
      float[] cosines,
      float[] sines,
      float[] head,
      int start,
      int element) {
    int pairs = cosines.length;
    if (element >= 2 * pairs) {
      return head[start + element];
    }
    int pair =
        switch (pairing) {
          case INTERLEAVED -> element / 2;
          case SPLIT_HALF -> element % pairs;
        };
    boolean second =
        switch (pairing) {
          case INTERLEAVED -> element % 2 == 1;
          case SPLIT_HALF -> element >= pairs;
        };
    int distance = pairing == Rotary.Pairing.INTERLEAVED ? 1 : pairs;
    double own = head[start + element] * (double) cosines[pair];
    return second
        ? own + head[start + element - distance] * (double) sines[pair]
        : own - head[start + element + distance] * (double) sines[pair];
  }

  @ParameterizedTest
  @EnumSource
  void storeRoundsToNearestEven(KvType type) {
    float[] special = {
      0,
      -0f,
      1,
      -2.5f,
      65504,
      65519.996f,
      65520,
      1e10f,
      -1e10f,
      0x1p-24f,
      0x1p-25f,
      0x1.8p-25f,
      0x1.8p-24f,
      6e-5f,
      Float.POSITIVE_INFINITY,
      Float.NaN,
      1.0009766f,
      0x1.002p0f,
      0.1f
    };
    MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_FLOAT, special);
    long start = 2L * type.bytes();
    MemorySegment target = arena.allocate(start + 4L * special.length);
    rows.store(in, 0, special.length, type, target, start, scratch);
    for (int i = 0; i < special.length; i++) {
      switch (type) {
        case F32 ->
            assertThat(target.get(ValueLayout.JAVA_INT_UNALIGNED, start + 4L * i))
                .isEqualTo(Float.floatToRawIntBits(special[i]));
        case F16 ->
            assertThat(target.get(ValueLayout.JAVA_SHORT_UNALIGNED, start + 2L * i))
                .isEqualTo(Float.floatToFloat16(special[i]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void decodeGivesTheFloatsOfTheCodec(TensorType type) {
    MemorySegment blocks = Blocks.random(arena, type, 5, random);
    int count = 3 * type.blockLength();
    MemorySegment out = arena.allocate(4L * (count + 1), 4);
    rows.decode(type, blocks, 2L * type.blockBytes(), count, out, 1, scratch);
    float[] expected = Blocks.decode(type, blocks);
    for (int i = 0; i < count; i++) {
      assertThat(get(out, i + 1)).isEqualTo(expected[2 * type.blockLength() + i]);
    }
  }

  private MemorySegment gaussian(int count) {
    return arena.allocateFrom(ValueLayout.JAVA_FLOAT, gaussianArray(count));
  }

  private float[] gaussianArray(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }

  private static float get(MemorySegment floats, long index) {
    return floats.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  private static void set(MemorySegment floats, long index, float value) {
    floats.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
  }
}
