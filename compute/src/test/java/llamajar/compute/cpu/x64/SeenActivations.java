package llamajar.compute.cpu.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;

/// The activations that a kernel really multiplies: the floats that it is given, or what is left of
/// them after quantization.
public final class SeenActivations {
  private SeenActivations() {}

  /// Whether the kernel quantizes this many columns of activations.
  public static boolean areQuantized(MatMulKernel kernel, int columns) {
    ActivationForm form = kernel.activations(columns);
    return form instanceof QuantizedGroups
        || form instanceof QuantizedTiles
        || form instanceof PositionGroups;
  }

  /// What the kernel sees of `in`, `[columns × width]`.
  public static float[] of(MatMulKernel kernel, FloatRows in, Scratch scratch) {
    int columns = in.rows();
    int width = in.width();
    if (!areQuantized(kernel, columns)) {
      return in.data().asSlice(0, in.offset(columns)).toArray(ValueLayout.JAVA_FLOAT);
    }
    float[] seen = new float[columns * width];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment groups = arena.allocate(ActivationLayout.bytes(width, columns), 64);
      for (int c = 0; c < columns; c++) {
        QuantizedGroups.INSTANCE.prepare(in, c, groups, scratch);
        for (int k = 0; k < width; k++) {
          seen[c * width + k] = element(groups, columns, c, k);
        }
      }
    }
    return seen;
  }

  private static float element(MemorySegment groups, int columns, int column, int k) {
    long group = ((long) k / ActivationLayout.GROUP * columns + column) * 512;
    int inGroup = k % ActivationLayout.GROUP;
    long scaleAt = group + ActivationLayout.SCALES + 4L * (inGroup / ActivationLayout.BLOCK);
    return groups.get(ValueLayout.JAVA_FLOAT, scaleAt)
        * groups.get(ValueLayout.JAVA_BYTE, group + inGroup);
  }
}
