package llamajar.compute.cpu.x64.product;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;

/// The numbers that a kernel really multiplies: the floats that it is given, or what is left of
/// them after quantization.
public final class SeenActivations {
  private SeenActivations() {}

  /// Whether the kernel quantizes this many columns of activations.
  public static boolean areQuantized(MatMulKernel kernel, int columns) {
    ActivationForm form = kernel.activations(1, columns);
    return rounding(form).isPresent() || form == AmxColumns.INSTANCE;
  }

  /// Whether the kernel rounds weights and this many columns of activations to bfloat16.
  public static boolean areBfloats(MatMulKernel kernel, int columns) {
    return kernel.activations(1, columns) == AmxColumns.INSTANCE;
  }

  /// The nearest bfloat16, or the even one of two.
  public static float bfloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7FFF + ((bits >>> 16) & 1)) & 0xFFFF_0000);
  }

  /// How activations are rounded, if they are.
  private static Optional<Rounding> rounding(ActivationForm form) {
    return switch (form) {
      case QuantizedGroups groups -> Optional.of(groups.rounding());
      case PositionGroups groups -> Optional.of(rounding(groups.precise()));
      case QuantizedTiles tiles -> Optional.of(rounding(tiles.layout().precise()));
      default -> Optional.empty();
    };
  }

  private static Rounding rounding(boolean precise) {
    return precise ? Rounding.WORDS : Rounding.BYTES;
  }

  private static boolean isWide(ActivationForm form) {
    return switch (form) {
      case QuantizedGroups groups -> groups.wide();
      case QuantizedTiles tiles -> tiles.groups().wide();
      default -> true;
    };
  }

  /// What the kernel sees of `in`, `[columns × width]`.
  public static float[] of(MatMulKernel kernel, FloatRows in, Scratch scratch) {
    int columns = in.rows();
    int width = in.width();
    ActivationForm form = kernel.activations(width, columns);
    Optional<Rounding> rounding = rounding(form);
    if (rounding.isEmpty()) {
      float[] floats = in.data().asSlice(0, in.offset(columns)).toArray(ValueLayout.JAVA_FLOAT);
      if (form == AmxColumns.INSTANCE) {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = bfloat(floats[i]);
        }
      }
      return floats;
    }
    float[] seen = new float[columns * width];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment groups = arena.allocate(ActivationLayout.bytes(width, columns), 64);
      for (int c = 0; c < columns; c++) {
        new QuantizedGroups(isWide(form), rounding.get()).prepare(in, c, groups, scratch);
        for (int k = 0; k < width; k++) {
          seen[c * width + k] = element(groups, columns, c, k, rounding.get());
        }
      }
    }
    return seen;
  }

  private static float element(
      MemorySegment groups, int columns, int column, int k, Rounding rounding) {
    long group =
        ((long) k / ActivationLayout.GROUP * columns + column) * ActivationLayout.GROUP_BYTES;
    int inGroup = k % ActivationLayout.GROUP;
    long scaleAt = group + ActivationLayout.SCALES + 4L * (inGroup / ActivationLayout.BLOCK);
    int code = groups.get(ValueLayout.JAVA_BYTE, group + inGroup);
    if (rounding.lowBits() > 0) {
      code =
          (code << rounding.lowBits())
              + groups.get(ValueLayout.JAVA_BYTE, group + ActivationLayout.LOW + inGroup);
    }
    return groups.get(ValueLayout.JAVA_FLOAT, scaleAt) * code;
  }
}
