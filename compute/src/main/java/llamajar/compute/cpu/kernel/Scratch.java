package llamajar.compute.cpu.kernel;

/// Working memory of one thread. Each slot keeps the largest array that was asked for, so that
/// nothing is allocated once all sizes have been seen.
public final class Scratch {
  private static final int SLOTS = 6;

  private final float[][] slots = new float[SLOTS][0];

  /// An array of at least `length` floats with undefined contents.
  ///
  /// @param slot 0 to 5; a kernel that needs several arrays at once takes several slots
  public float[] floats(int slot, int length) {
    if (slots[slot].length < length) {
      slots[slot] = new float[length];
    }
    return slots[slot];
  }
}
