package llamajar.compute.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Working memory of one thread, as arrays or as native memory. Each slot keeps the largest piece
/// that was asked for, so that nothing is allocated once all sizes have been seen.
public final class Scratch {
  private static final int SLOTS = 6;

  /// Wide vectors that cross a line of the cache take two accesses; arrays on the heap cannot be
  /// aligned.
  private static final long ALIGNMENT = 64;

  private final float[][] slots = new float[SLOTS][0];
  private final MemorySegment[] memory = new MemorySegment[SLOTS];

  /// Empty working memory.
  public Scratch() {
    Arrays.fill(memory, MemorySegment.NULL);
  }

  /// An array of at least `length` floats with undefined contents.
  ///
  /// @param slot 0 to 5; a kernel that needs several arrays at once takes several slots
  public float[] floats(int slot, int length) {
    if (slots[slot].length < length) {
      slots[slot] = new float[length];
    }
    return slots[slot];
  }

  /// Native memory of at least `bytes` bytes, aligned to 64, with undefined contents. It lives as
  /// long as this object.
  ///
  /// @param slot 0 to 5, independent of the slots of arrays
  public MemorySegment memory(int slot, long bytes) {
    if (memory[slot].byteSize() < bytes) {
      memory[slot] = Arena.ofAuto().allocate(bytes, ALIGNMENT);
    }
    return memory[slot];
  }
}
