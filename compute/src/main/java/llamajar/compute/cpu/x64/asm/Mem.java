package llamajar.compute.cpu.x64.asm;

import org.jspecify.annotations.Nullable;

/// An operand in memory: `base + index · scale + displacement`, or a place in the code.
///
/// @param base null only with a label
/// @param index null for none; never RSP
/// @param scale 1, 2, 4 or 8
/// @param displacement in bytes
/// @param label the place in the code, instead of everything else
/// @param broadcast whether one element is read and used in all lanes (AVX-512)
/// @param predicate number of the mask register under which it is written, 0 for none
public record Mem(
    @Nullable Gpr base,
    @Nullable Gpr index,
    int scale,
    int displacement,
    @Nullable Label label,
    boolean broadcast,
    int predicate)
    implements Operand {

  /// An operand; checks that it can be encoded.
  public Mem {
    if (index == Gpr.RSP) {
      throw new IllegalArgumentException("rsp can't be an index");
    }
    if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
      throw new IllegalArgumentException("a scale of " + scale);
    }
    if ((base == null) == (label == null)) {
      throw new IllegalArgumentException("a memory operand has either a base or a label");
    }
    if (label != null && index != null) {
      throw new IllegalArgumentException("a place in the code can't have an index");
    }
  }

  /// `[base]`.
  public static Mem at(Gpr base) {
    return at(base, 0);
  }

  /// `[base + displacement]`.
  public static Mem at(Gpr base, int displacement) {
    return new Mem(base, null, 1, displacement, null, false, 0);
  }

  /// `[base + index · scale + displacement]`.
  public static Mem at(Gpr base, Gpr index, int scale, int displacement) {
    return new Mem(base, index, scale, displacement, null, false, 0);
  }

  /// A place in the code, relative to the instruction pointer.
  static Mem at(Label label) {
    return new Mem(null, null, 1, 0, label, false, 0);
  }

  /// The operand some bytes further on.
  public Mem plus(int bytes) {
    return new Mem(base, index, scale, displacement + bytes, label, broadcast, predicate);
  }

  /// One element, used in all lanes.
  public Mem inAllLanes() {
    return new Mem(base, index, scale, displacement, label, true, predicate);
  }

  /// As a destination of which only the lanes in the mask are written.
  public Mem merge(Mask mask) {
    return new Mem(base, index, scale, displacement, label, broadcast, mask.asPredicate());
  }
}
