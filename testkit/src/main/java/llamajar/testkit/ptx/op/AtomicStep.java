package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Access;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.Space;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.PtxType;
import org.jspecify.annotations.Nullable;

/// Updates memory so that no other update comes between reading and writing.
///
/// @param update from old value, operand and second operand to the new value
/// @param destination where the old value goes, or null
/// @param second a second operand, or null
record AtomicStep(
    MemorySpaces space,
    PtxType type,
    Scalar update,
    Operands.Place place,
    @Nullable Slot destination,
    Slot operand,
    @Nullable Slot second)
    implements Step {

  @Override
  public void execute(Warp warp, int lanes) {
    Space memory = space.of(warp.block());
    warp.require(place.base().writtenIndex(), lanes);
    warp.require(operand.writtenIndex(), lanes);
    if (second != null) {
      warp.require(second.writtenIndex(), lanes);
    }
    int bytes = type.bytes();
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      long address = MemorySpaces.address(warp, place, lane);
      long b = value(warp, operand, lane);
      long c = second == null ? 0 : value(warp, second, lane);
      long old;
      synchronized (warp.block().atomicLock()) {
        Region region = memory.locate(warp, lane, address, bytes, Access.ATOMIC);
        MemorySpaces.requireWritten(region, lane, address, bytes);
        old = region.load(address, bytes);
        long a = type.isWide() ? old : ScalarLanes.extended(type, (int) old);
        region.store(address, bytes, update.apply(a, b, c));
      }
      if (destination != null) {
        if (destination.isLong()) {
          warp.longs[destination.offset() + lane] = old;
        } else {
          warp.words[destination.offset() + lane] = (int) old;
        }
      }
    }
    if (destination != null) {
      warp.written[destination.writtenIndex()] |= lanes;
    }
  }

  private long value(Warp warp, Slot slot, int lane) {
    int index = slot.offset() + lane;
    return slot.isLong() ? warp.longs[index] : ScalarLanes.extended(type, warp.words[index]);
  }
}
