package llamajar.compute.cpu.x64.asm;

/// A mask register, k0 to k7. As a predicate k0 means "all lanes", so that it can't be one.
public record Mask(int number) implements Operand {

  /// Register `k<number>`.
  public Mask {
    if (number < 0 || number > 7) {
      throw new IllegalArgumentException("there is no mask register k" + number);
    }
  }

  /// The number as a predicate, which k0 can't be.
  int asPredicate() {
    if (number == 0) {
      throw new IllegalArgumentException("k0 can't be a predicate");
    }
    return number;
  }

  @Override
  public String toString() {
    return "k" + number;
  }
}
