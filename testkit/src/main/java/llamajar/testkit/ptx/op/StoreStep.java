package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Access;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.Space;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;

/// Stores one register, or several at consecutive places, for each thread.
final class StoreStep implements Step {
  private final MemorySpaces space;
  private final int bytes;
  private final Operands.Place place;
  private final Slot[] sources;

  StoreStep(MemorySpaces space, int bytes, Operands.Place place, Slot[] sources) {
    this.space = space;
    this.bytes = bytes;
    this.place = place;
    this.sources = sources;
  }

  @Override
  public void execute(Warp warp, int lanes) {
    Space memory = space.of(warp.block());
    warp.require(place.base().writtenIndex(), lanes);
    for (Slot source : sources) {
      warp.require(source.writtenIndex(), lanes);
    }
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      long address = MemorySpaces.address(warp, place, lane);
      Region region = memory.locate(warp, lane, address, bytes * sources.length, Access.WRITE);
      for (Slot source : sources) {
        int index = source.offset() + lane;
        region.store(address, bytes, source.isLong() ? warp.longs[index] : warp.words[index]);
        address += bytes;
      }
    }
  }
}
