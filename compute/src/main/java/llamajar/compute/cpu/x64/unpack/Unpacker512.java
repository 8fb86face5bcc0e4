package llamajar.compute.cpu.x64.unpack;

import llamajar.compute.cpu.x64.asm.Vec;

/// Emits the code that unpacks weights of one type with AVX-512: weight `i` of a group of 256 is
/// `scale · (byte − offset) − minimum`.
///
/// The layouts are documented at the codecs in `llamajar.gguf.quant`.
public abstract class Unpacker512 {
  /// Where to find and leave things.
  protected final Unpack512 u;

  /// Constructors emit what loads the constants.
  Unpacker512(Unpack512 u) {
    this.u = u;
  }

  /// What is subtracted from each byte.
  public abstract int offset();

  /// Whether there is a scale for each 16 weights instead of one for each 32.
  public abstract boolean isFine();

  /// Whether there are minima.
  public boolean hasMinima() {
    return false;
  }

  /// Leaves scales in [Unpack512#SCALES], and minima in [Unpack512#MINIMA]. Comes before the chunks
  /// of a group.
  ///
  /// @param weights in the group: 256, or fewer in the last one; scales of missing ones are zero
  public abstract void scales(int weights);

  /// Unpacks 64 weights.
  ///
  /// @param chunk which: 0 to 3
  /// @param weights 64, or 32 at the end of a row: no more is read, and the rest is undefined
  /// @param target 64 bytes
  public abstract void chunk(int chunk, int weights, Vec target);
}
