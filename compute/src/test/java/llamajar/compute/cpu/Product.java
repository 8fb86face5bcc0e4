package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.compute.cpu.vector.Blocks;
import llamajar.compute.cpu.x64.platform.GuardedMemory;
import llamajar.compute.cpu.x64.product.SeenActivations;
import llamajar.gguf.TensorType;

/// One product to be computed by a kernel and by the definition. Everything that the kernel reads
/// or writes ends at an inaccessible page, so that it crashes if it goes too far.
final class Product implements AutoCloseable {
  private final MatMulKernel kernel;
  private final Scratch scratch = new Scratch();
  private final GuardedMemory weightMemory;
  private final GuardedMemory inMemory;
  private final GuardedMemory outMemory;
  private final WeightMatrix weights;
  private final float[] decoded;
  final FloatRows in;
  final FloatRows out;

  /// A product of random weights with random activations.
  Product(
      MatMulKernel kernel,
      TensorType type,
      int rowLength,
      int rowCount,
      int columns,
      Random random) {
    this.kernel = kernel;
    weightMemory = GuardedMemory.endingAtGuard(type.bytesFor(rowLength) * rowCount);
    inMemory = GuardedMemory.endingAtGuard(4L * rowLength * columns);
    outMemory = GuardedMemory.endingAtGuard(4L * rowCount * columns);
    weights = Blocks.matrixIn(weightMemory.segment(), type, rowLength, rowCount, random);
    decoded = Blocks.decode(type, weights.data());
    in = new FloatRows(rowLength, inMemory.segment());
    out = new FloatRows(rowCount, outMemory.segment());
    for (int c = 0; c < columns; c++) {
      for (int k = 0; k < rowLength; k++) {
        in.set(c, k, (float) random.nextGaussian());
      }
    }
  }

  /// Lets the kernel compute all rows.
  Product run() {
    return run(0, weights.rowCount());
  }

  /// Lets the kernel compute some rows.
  Product run(int firstRow, int rowCount) {
    int columns = in.rows();
    ActivationForm form = kernel.activations(in.width(), columns);
    try (GuardedMemory prepared =
        GuardedMemory.endingAtGuard(Math.max(1, form.bytes(in.width(), columns)))) {
      MemorySegment target = prepared.segment();
      for (int part = 0; part < form.parts(columns); part++) {
        form.prepare(in, part, target, scratch);
      }
      kernel.multiply(weights, firstRow, rowCount, in, target, out, scratch);
    }
    return this;
  }

  /// Checks all results against the sums in float64 of what the kernel multiplies.
  void assertExact() {
    assertExact(0, weights.rowCount());
  }

  /// Checks the results of some rows.
  void assertExact(int firstRow, int rowCount) {
    assertClose(firstRow, rowCount, false);
  }

  /// Checks all results where single activations are far greater than all others. Kernels that
  /// quantize activations multiply unsigned weights and subtract an offset at the end, so that they
  /// are as exact as if all weights of a row were as great as the greatest.
  void assertExactForSpikes() {
    boolean offsets = SeenActivations.areQuantized(kernel, in.rows());
    assertClose(0, weights.rowCount(), offsets);
  }

  private void assertClose(int firstRow, int rowCount, boolean toGreatestWeight) {
    int length = in.width();
    float[] seen = SeenActivations.of(kernel, in, scratch);
    boolean bfloats = SeenActivations.areBfloats(kernel, in.rows());
    for (int c = 0; c < in.rows(); c++) {
      for (int r = firstRow; r < firstRow + rowCount; r++) {
        double expected = 0;
        double magnitude = 0;
        double greatest = 0;
        double activations = 0;
        double inexact = 0;
        for (int k = 0; k < length; k++) {
          double weight = decoded[r * length + k];
          double activation = seen[c * length + k];
          if (bfloats) {
            weight = SeenActivations.bfloat((float) weight);
            inexact += Math.abs(activation) * roundingIsOpen(decoded[r * length + k]);
          }
          expected += weight * activation;
          magnitude += Math.abs(weight * activation);
          greatest = Math.max(greatest, Math.abs(weight));
          activations += Math.abs(activation);
        }
        if (toGreatestWeight) {
          magnitude = greatest * activations;
        }
        double tolerance = magnitude * 1e-6 + inexact + 1e-40;
        double actual = out.get(c, r);
        if (!(Math.abs(actual - expected) <= tolerance)) {
          assertThat(actual)
              .as("%s: row %d, column %d of %d, %d weights", kernel.name(), r, c, in.rows(), length)
              .isCloseTo(expected, within(tolerance));
        }
      }
    }
  }

  /// How far the two bfloat16 are apart that a weight may become: kernels may compute it with
  /// another order of operations than decoders, and so round it to either side of a tie.
  private static double roundingIsOpen(float weight) {
    float below = SeenActivations.bfloat(weight * (1 - 1e-6f));
    float above = SeenActivations.bfloat(weight * (1 + 1e-6f));
    return Math.abs(above - below);
  }

  /// Distance of the results from the product with the floats as they are, relative to the latter.
  double relativeError() {
    int length = in.width();
    float[] floats = in.data().toArray(ValueLayout.JAVA_FLOAT);
    double error = 0;
    double norm = 0;
    for (int c = 0; c < in.rows(); c++) {
      for (int r = 0; r < weights.rowCount(); r++) {
        double expected = 0;
        for (int k = 0; k < length; k++) {
          expected += (double) decoded[r * length + k] * floats[c * length + k];
        }
        error += Math.pow(out.get(c, r) - expected, 2);
        norm += expected * expected;
      }
    }
    return Math.sqrt(error / norm);
  }

  @Override
  public void close() {
    weightMemory.close();
    inMemory.close();
    outMemory.close();
  }
}
