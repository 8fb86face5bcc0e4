package llamajar.compute.cpu.reference;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.ProductCheck;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.BlockCodec;
import llamajar.gguf.quant.Codecs;

/// Decodes a row of weights and multiplies it with every row of activations.
final class ReferenceMatMul implements MatMulKernel {
  /// Partial sums per dot product. They are independent of each other, so that the JIT compiler may
  /// compute them side by side, and they halve the rounding error's growth four times.
  private static final int LANES = 16;

  private final BlockCodec codec;
  private final String name;

  ReferenceMatMul(TensorType type) {
    codec = Codecs.of(type);
    name = "matmul-%s-f32-reference".formatted(type.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int rowGranularity(int columns) {
    return 1;
  }

  @Override
  public void multiply(
      WeightMatrix weights,
      int firstRow,
      int rowCount,
      FloatRows in,
      MemorySegment prepared,
      FloatRows out,
      Scratch scratch) {
    ProductCheck.shapes(this, codec.type(), weights, in, out);
    int length = weights.rowLength();
    int blocks = length / codec.blockLength();
    float[] row = scratch.floats(0, length);
    float[] column = scratch.floats(1, length);
    float[] sums = scratch.floats(2, LANES);
    for (int r = firstRow; r < firstRow + rowCount; r++) {
      codec.decodeBlocks(weights.data(), r * weights.rowBytes(), blocks, row, 0);
      for (int c = 0; c < in.rows(); c++) {
        MemorySegment.copy(in.data(), ValueLayout.JAVA_FLOAT, in.offset(c), column, 0, length);
        out.set(c, r, dot(row, column, length, sums));
      }
    }
  }

  private static float dot(float[] left, float[] right, int length, float[] sums) {
    Arrays.fill(sums, 0, LANES, 0);
    int i = 0;
    for (; i + LANES <= length; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        sums[lane] += left[i + lane] * right[i + lane];
      }
    }
    double sum = 0;
    for (; i < length; i++) {
      sum += left[i] * right[i];
    }
    for (int lane = 0; lane < LANES; lane++) {
      sum += sums[lane];
    }
    return (float) sum;
  }
}
