package llamajar.cuda.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamajar.compute.Value;
import llamajar.compute.Value.Rows;

/// Which slot of device memory holds each value that steps write. Values whose lives don't overlap
/// share slots; a slot is as wide as the widest of its values.
final class ValuePlan {
  private static final int NOWHERE = -1;

  private final int[] slotOf;
  private final List<Slot> slots = new ArrayList<>();

  private static final class Slot {
    private final Rows rows;
    private int width;
    private boolean free;

    Slot(Rows rows) {
      this.rows = rows;
    }
  }

  /// Places the values that steps write.
  ///
  /// @param results the values that are read when all steps are done
  ValuePlan(List<PlannedStep> steps, int valueCount, List<Value> results) {
    slotOf = new int[valueCount];
    Arrays.fill(slotOf, NOWHERE);
    int[] lastUse = lastUses(steps, valueCount);
    for (Value result : results) {
      lastUse[result.id()] = Integer.MAX_VALUE;
    }
    for (int i = 0; i < steps.size(); i++) {
      for (Value out : steps.get(i).writes()) {
        slotOf[out.id()] = take(out);
      }
      for (int id = 0; id < lastUse.length; id++) {
        if (lastUse[id] == i) {
          slots.get(slotOf[id]).free = true;
        }
      }
    }
  }

  /// The slot of a value.
  int slot(Value value) {
    return slotOf[value.id()];
  }

  /// Number of slots.
  int slotCount() {
    return slots.size();
  }

  /// What the rows of a slot stand for.
  Rows rows(int slot) {
    return slots.get(slot).rows;
  }

  /// Floats per row of a slot.
  int width(int slot) {
    return slots.get(slot).width;
  }

  private static int[] lastUses(List<PlannedStep> steps, int valueCount) {
    int[] lastUse = new int[valueCount];
    Arrays.fill(lastUse, NOWHERE);
    for (int i = 0; i < steps.size(); i++) {
      // A result that nobody reads still needs room while it is written.
      for (Value out : steps.get(i).writes()) {
        lastUse[out.id()] = i;
      }
      for (Value in : steps.get(i).reads()) {
        lastUse[in.id()] = i;
      }
    }
    return lastUse;
  }

  /// The free slot that fits best, or a new one.
  private int take(Value value) {
    int best = -1;
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      if (slot.free
          && slot.rows == value.rows()
          && (best < 0 || fit(slot, value) < fit(slots.get(best), value))) {
        best = i;
      }
    }
    if (best < 0) {
      best = slots.size();
      slots.add(new Slot(value.rows()));
    }
    Slot slot = slots.get(best);
    slot.free = false;
    slot.width = Math.max(slot.width, value.width());
    return best;
  }

  private static int fit(Slot slot, Value value) {
    return Math.abs(slot.width - value.width());
  }
}
