package llamajar.testkit.x64;

/// What a vector instruction does.
///
/// @param shape where its operands are
/// @param element bytes of an element that a mask selects
/// @param memory how much it reads or writes where an operand is in memory
/// @param computation the result
record VectorOperation(Shape shape, int element, Extent memory, Computation computation) {

  /// Where operands are.
  enum Shape {
    /// `reg = f(vvvv, rm)`.
    THREE,
    /// As `THREE`; elements outside of the mask are those of `vvvv`.
    BLEND,
    /// `reg = f(reg, vvvv, rm)`.
    ACCUMULATE,
    /// `reg = f(rm)`.
    TWO,
    /// `reg = f(rm)`, half as wide as `rm`.
    NARROWING,
    /// `rm = f(reg)`.
    STORE,
    /// `vvvv = f(rm)`.
    SHIFT,
    /// `reg`, a mask, `= f(vvvv, rm)`: one byte of the result for each element.
    TO_MASK,
    /// As `THREE`, on the first element only; the rest of 128 bits is that of `vvvv`.
    SCALAR,
    /// As `SCALAR`, with `reg` as another source, which also gives the rest.
    SCALAR_ACCUMULATE
  }

  /// A share of the vector, or a number of bytes.
  ///
  /// @param divisor 1, 2, 4, 8 for a share; 0 for a number
  /// @param bytes the number
  /// @param elementwise whether elements outside of a mask are not read
  record Extent(int divisor, int bytes, boolean elementwise) {
    static final Extent WHOLE = new Extent(1, 0, true);
    static final Extent SHUFFLED = new Extent(1, 0, false);
    static final Extent HALF = new Extent(2, 0, true);
    static final Extent QUARTER = new Extent(4, 0, true);
    static final Extent EIGHTH = new Extent(8, 0, true);

    static Extent of(int bytes) {
      return new Extent(0, bytes, false);
    }

    int in(int vectorBytes) {
      return divisor == 0 ? bytes : vectorBytes / divisor;
    }
  }

  /// Computes a result.
  @FunctionalInterface
  interface Computation {
    /// @param d the result; holds the old value of the destination where that is a source
    /// @param a the source in `vvvv`
    /// @param b the source in `rm`, or in `reg` of a store
    /// @param bytes of a vector
    /// @param immediate the byte behind the instruction, or 0
    void run(Lanes d, Lanes a, Lanes b, int bytes, int immediate);
  }
}
