package llamajar.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import llamajar.compute.Rotary;

/// Sines and cosines of one rotary embedding for all rows of a batch; all layers share them.
final class RotaryAngles extends Step {
  private static final long ALIGNMENT = 64;

  private final Rotary rotary;
  private MemorySegment cosines = MemorySegment.NULL;
  private MemorySegment sines = MemorySegment.NULL;

  RotaryAngles(Rotary rotary) {
    this.rotary = rotary;
  }

  @Override
  void prepare(RunState state) {
    long bytes = Float.BYTES * offset(state.batch().size());
    if (cosines.byteSize() < bytes) {
      cosines = Arena.ofAuto().allocate(bytes, ALIGNMENT);
      sines = Arena.ofAuto().allocate(bytes, ALIGNMENT);
    }
  }

  @Override
  boolean beginsRowByRow() {
    return true;
  }

  @Override
  boolean isRowByRow() {
    return true;
  }

  @Override
  void run(RunState state, int member) {
    for (int row = member; row < state.batch().size(); row += state.team.members()) {
      rotary.angles(state.batch().position(row), cosines, sines, offset(row));
    }
  }

  /// `[rows × pairs]`.
  MemorySegment cosines() {
    return cosines;
  }

  /// `[rows × pairs]`.
  MemorySegment sines() {
    return sines;
  }

  /// Where the angles of a row start, in floats.
  long offset(int row) {
    return (long) row * rotary.pairs();
  }
}
