package llamajar.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import llamajar.compute.Activation;
import llamajar.cuda.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementKernelsTest {

  @ParameterizedTest
  @CsvSource({"1, 7, 7", "2, 96, 96", "3, 64, 16", "2, 2080, 2080"})
  void normalisesByTheRootMeanSquare(int rows, int length, int segment) throws Exception {
    checkNorm(rows, length, segment, false);
  }

  @ParameterizedTest
  @CsvSource({"1, 7, 7", "2, 96, 32"})
  void normalisesByMeanAndVariance(int rows, int length, int segment) throws Exception {
    checkNorm(rows, length, segment, true);
  }

  @Test
  void normalisesAndQuantizesInOneGo() throws Exception {
    float[] in = gaussian(2 * 1056);
    float[] weight = gaussian(1056);
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      ElementKernels kernels = new ElementKernels(gpu.launcher());
      long floats = gpu.allocate(4L * in.length);
      Rows both = Rows.quantized(gpu.allocate(Rows.quantizedBytes(in.length)), in.length);
      both = new Rows(floats, both.bytes(), both.scales(), both.sums());
      ElementKernels.Norm norm =
          new ElementKernels.Norm(1056, 1056, gpu.upload(weight), 0, 1056, 1e-5f, false);

      kernels.normalize(norm, gpu.upload(in), both, 2);

      checkQuantized(gpu, both, gpu.floats(floats, in.length));
    }
  }

  @Test
  void quantizesGroupsOfThirtyTwo() throws Exception {
    float[] in = gaussian(5 * 32);
    Arrays.fill(in, 32, 64, 0);
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      Rows out = Rows.quantized(gpu.allocate(Rows.quantizedBytes(in.length)), in.length);

      new ElementKernels(gpu.launcher()).quantize(gpu.upload(in), out, in.length);

      checkQuantized(gpu, out, in);
    }
  }

  @Test
  void gatesAndQuantizesInOneGo() throws Exception {
    float[] gate = gaussian(96);
    float[] up = gaussian(96);
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      Rows out = Rows.quantized(gpu.allocate(Rows.quantizedBytes(96)), 96);

      new ElementKernels(gpu.launcher())
          .quantizeGated(Elements.gate(Activation.SILU), gpu.upload(gate), gpu.upload(up), out, 96);

      checkQuantized(gpu, out, gated(gate, up));
    }
  }

  @Test
  void appliesFunctionsAtEachPlace() throws Exception {
    float[] left = gaussian(300);
    float[] right = gaussian(300);
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      ElementKernels kernels = new ElementKernels(gpu.launcher());
      long a = gpu.upload(left);
      long b = gpu.upload(right);
      long out = gpu.allocate(1200);

      kernels.apply(Elements.gate(Activation.SILU), a, b, out, 300);
      assertClose(gpu.floats(out, 300), gated(left, right), 1e-5f);

      kernels.apply(Elements.add(), a, b, a, 300);
      float[] sums = new float[300];
      for (int i = 0; i < 300; i++) {
        sums[i] = left[i] + right[i];
      }
      assertThat(gpu.floats(a, 300)).isEqualTo(sums);
    }
  }

  @Test
  void findsTheFirstOfTheLargest() throws Exception {
    float[] in = gaussian(2 * 1000);
    in[777] = 9;
    in[778] = 9;
    in[1000 + 3] = 9;
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      long out = gpu.allocate(8);
      new ElementKernels(gpu.launcher()).argmax(gpu.upload(in), out, 1000, 2);
      assertThat(gpu.ints(out, 2)).containsExactly(777, 3);
    }
  }

  @Test
  void findsNothingLargestAmongWhatIsNoNumber() throws Exception {
    float[] in = gaussian(4 * 300);
    in[299] = Float.NaN;
    in[300 + 256] = Float.POSITIVE_INFINITY;
    Arrays.fill(in, 600, 900, Float.NEGATIVE_INFINITY);
    Arrays.fill(in, 900, 1199, Float.NEGATIVE_INFINITY);
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      long out = gpu.allocate(16);
      new ElementKernels(gpu.launcher()).argmax(gpu.upload(in), out, 300, 4);
      assertThat(gpu.ints(out, 4)).containsExactly(-1, -1, -1, 299);
    }
  }

  private static void checkNorm(int rows, int length, int segment, boolean centred)
      throws Exception {
    float[] in = gaussian(rows * length);
    float[] weight = gaussian(segment);
    float[] bias = gaussian(segment);
    float[] expected = new float[in.length];
    for (int start = 0; start < in.length; start += segment) {
      double mean = 0;
      for (int i = 0; centred && i < segment; i++) {
        mean += in[start + i] / (double) segment;
      }
      double squares = 0;
      for (int i = 0; i < segment; i++) {
        squares += Math.pow(in[start + i] - mean, 2);
      }
      double factor = 1 / Math.sqrt(squares / segment + 1e-5);
      for (int i = 0; i < segment; i++) {
        expected[start + i] = (float) ((in[start + i] - mean) * factor * weight[i] + bias[i]);
      }
    }
    try (GpuWork gpu = new GpuWork(TestDevice.context())) {
      long out = gpu.allocate(4L * in.length);
      ElementKernels.Norm norm =
          new ElementKernels.Norm(
              length, segment, gpu.upload(weight), gpu.upload(bias), segment, 1e-5f, centred);
      new ElementKernels(gpu.launcher()).normalize(norm, gpu.upload(in), Rows.ofFloats(out), rows);
      assertClose(gpu.floats(out, in.length), expected, 1e-5f);
    }
  }

  /// Bytes are nearest, scales as small as possible, sums those of the bytes.
  private static void checkQuantized(GpuWork gpu, Rows rows, float[] expected) throws Exception {
    byte[] bytes = gpu.bytes(rows.bytes(), expected.length);
    float[] scales = gpu.floats(rows.scales(), expected.length / 32);
    float[] sums = gpu.floats(rows.sums(), expected.length / 16);
    for (int group = 0; group < scales.length; group++) {
      float largest = 0;
      int[] total = new int[2];
      for (int i = 32 * group; i < 32 * group + 32; i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
        total[i / 16 % 2] += bytes[i];
        assertThat(scales[group] * bytes[i]).isCloseTo(expected[i], within(scales[group] * 0.51f));
      }
      assertThat(scales[group]).isCloseTo(largest / 127, within(largest * 1e-6f));
      assertThat(sums[2 * group]).isCloseTo(scales[group] * total[0], within(1e-4f));
      assertThat(sums[2 * group + 1]).isCloseTo(scales[group] * total[1], within(1e-4f));
    }
  }

  private static float[] gated(float[] gate, float[] up) {
    float[] out = new float[gate.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (gate[i] / (1 + Math.exp(-gate[i])) * up[i]);
    }
    return out;
  }

  private static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%d", i)
          .isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
    }
  }

  private static float[] gaussian(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
