package llamajar.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.StateLayer;

/// The recurrent states of sequences in native memory: a slot holds all layers of one sequence, one
/// after another.
final class StateSlots {
  private static final long ALIGNMENT = 64;

  private final Arena arena;
  private final long[] offsets;
  private final long bytes;
  private final List<MemorySegment> slots = new ArrayList<>();

  /// No slots yet; their memory lives as long as the arena.
  StateSlots(List<StateLayer> layers, Arena arena) {
    this.arena = arena;
    offsets = new long[layers.size()];
    long end = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = end;
      end += Math.ceilDiv((long) layers.get(i).length() * Float.BYTES, ALIGNMENT) * ALIGNMENT;
    }
    bytes = end;
  }

  /// Whether there are no recurrent layers.
  boolean isEmpty() {
    return bytes == 0;
  }

  /// Makes sure that a slot has memory. Not thread-safe.
  void provide(int slot) {
    if (slot < 0) {
      throw new IllegalStateException("a sequence of a recurrent model has no state");
    }
    while (slots.size() <= slot) {
      slots.add(MemorySegment.NULL);
    }
    if (slots.get(slot).byteSize() == 0) {
      slots.set(slot, arena.allocate(bytes, ALIGNMENT));
    }
  }

  /// The memory of a slot.
  MemorySegment slot(int slot) {
    return slots.get(slot);
  }

  /// Where a layer starts in a slot, in bytes.
  long offset(int layer) {
    return offsets[layer];
  }

  void copy(int from, int to) {
    provide(to);
    slot(to).copyFrom(slot(from));
  }
}
