package llamajar.compute.cpu.x64.asm;

/// A vector register of 128, 256 or 512 bits, as a destination possibly under a mask.
///
/// @param number 0 to 31; those from 16 on need AVX-512
/// @param bits 128, 256 or 512
/// @param predicate number of the mask register, 0 for none
/// @param zeroing whether lanes outside the mask become zero; they keep their value otherwise
public record Vec(int number, int bits, int predicate, boolean zeroing) implements Operand {

  /// A register; checks the ranges.
  public Vec {
    if (number < 0 || number > 31) {
      throw new IllegalArgumentException("there is no vector register " + number);
    }
    if (bits != 128 && bits != 256 && bits != 512) {
      throw new IllegalArgumentException("there is no vector register of %d bits".formatted(bits));
    }
    if (predicate < 0 || predicate > 7) {
      throw new IllegalArgumentException("there is no mask register k" + predicate);
    }
    if (zeroing && predicate == 0) {
      throw new IllegalArgumentException("k0 can't be a predicate");
    }
  }

  /// The 128-bit register with a number.
  public static Vec xmm(int number) {
    return new Vec(number, 128, 0, false);
  }

  /// The 256-bit register with a number.
  public static Vec ymm(int number) {
    return new Vec(number, 256, 0, false);
  }

  /// The 512-bit register with a number.
  public static Vec zmm(int number) {
    return new Vec(number, 512, 0, false);
  }

  /// The register of the same number with another width.
  public Vec as(int otherBits) {
    return new Vec(number, otherBits, 0, false);
  }

  /// The lower 128 bits.
  public Vec x() {
    return as(128);
  }

  /// The lower 256 bits.
  public Vec y() {
    return as(256);
  }

  /// As a destination of which only the lanes in the mask change.
  public Vec merge(Mask mask) {
    return new Vec(number, bits, mask.asPredicate(), false);
  }

  /// As a destination whose lanes outside the mask become zero.
  public Vec zero(Mask mask) {
    return new Vec(number, bits, mask.asPredicate(), true);
  }

  /// The width in bytes.
  public int bytes() {
    return bits / 8;
  }

  @Override
  public String toString() {
    String name = (bits == 128 ? "xmm" : bits == 256 ? "ymm" : "zmm") + number;
    return name + (predicate == 0 ? "" : "{k" + predicate + "}") + (zeroing ? "{z}" : "");
  }
}
