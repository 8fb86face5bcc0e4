package llamajar.compute.cpu.x64.unpack;

import llamajar.compute.cpu.x64.asm.Vec;

/// Emits the code that unpacks weights of a lattice type with AVX-512, one coordinate of 64 points
/// at a time: byte `g` of vector `p` is coordinate `p` of point `g`.
///
/// In this order the points need not be put together: an index selects from a table for each
/// coordinate, with shuffles of bytes, for 64 points at once. Four neighbouring bytes of all
/// vectors are 16 or 32 neighbouring weights, so that sums of products over a whole group have one
/// scale in each lane.
public abstract class PositionUnpacker512 {
  /// Scales of every second 16 weights, where there are some.
  public static final Vec ODD_SCALES = Vec.zmm(31);

  /// Where to find and leave things.
  protected final Unpack512 u;

  /// Coordinates of a point: 4 or 8.
  private final int coordinates;

  PositionUnpacker512(Unpack512 u, int coordinates) {
    this.u = u;
    this.coordinates = coordinates;
  }

  /// Coordinates of a point, and vectors in a group: 4 or 8.
  public final int coordinates() {
    return coordinates;
  }

  /// Weights in a group: 256 or 512.
  public final int groupLength() {
    return 64 * coordinates;
  }

  /// What is subtracted from each byte.
  public abstract int offset();

  /// Whether there are minima.
  public boolean hasMinima() {
    return false;
  }

  /// Whether there is a scale for each 16 weights of points of eight: then the two lower bytes of
  /// each lane have the scale in [Unpack512#SCALES], and the two upper ones that in [#ODD_SCALES].
  public boolean isFine() {
    return false;
  }

  /// A free register for what is subtracted with the second scales.
  public Vec oddMinima() {
    throw new IllegalStateException("there is one scale in a lane");
  }

  /// Reads a group's indices and signs, and leaves 16 scales in [Unpack512#SCALES], minima in
  /// [Unpack512#MINIMA].
  ///
  /// @param weights in the group: all, or 256 of 512; scales of missing ones are undefined
  public abstract void begin(int weights);

  /// Unpacks one coordinate of 64 points. Coordinates are asked for in order.
  public abstract void coordinate(int p, Vec target);
}
