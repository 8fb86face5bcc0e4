package llamajar.compute.cpu.x64.unpack256;

import llamajar.compute.cpu.x64.asm.Vec;

/// Emits the code that unpacks weights of one type with AVX2: weight `i` of a group of 256 is
/// `scale · (byte − offset) − minimum`.
///
/// The layouts are documented at the codecs in `llamajar.gguf.quant`.
public abstract class Unpacker256 {
  /// Where to find and leave things.
  protected final Unpack256 u;

  /// Constructors emit what loads the constants.
  Unpacker256(Unpack256 u) {
    this.u = u;
  }

  /// What is subtracted from each byte.
  public abstract int offset();

  /// The largest byte; 128 if bytes are signed. Products of pairs with int8 must not leave the
  /// range of 16 bits, where they are used.
  public abstract int largest();

  /// Whether bytes are signed.
  public boolean isSigned() {
    return false;
  }

  /// Whether there is a scale for each 16 weights instead of one for each 32.
  public abstract boolean isFine();

  /// Whether there are minima.
  public boolean hasMinima() {
    return false;
  }

  /// Leaves scales in [Unpack256#SCALES], and minima in [Unpack256#MINIMA], and where there are 16
  /// the last ones in the registers behind. Comes before the chunks of a group.
  ///
  /// @param weights in the group: 256, or fewer in the last one; scales of missing ones are zero
  public abstract void scales(int weights);

  /// Unpacks 32 weights.
  ///
  /// @param chunk which: 0 to 7
  /// @param target 32 bytes
  public abstract void chunk(int chunk, Vec target);
}
