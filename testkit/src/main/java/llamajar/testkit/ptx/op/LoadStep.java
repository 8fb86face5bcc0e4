package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Access;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.Space;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.PtxType;

/// Loads one register, or several from consecutive places, for each thread.
final class LoadStep implements Step {
  private final MemorySpaces space;
  private final PtxType type;
  private final Operands.Place place;
  private final Slot[] destinations;

  LoadStep(MemorySpaces space, PtxType type, Operands.Place place, Slot[] destinations) {
    this.space = space;
    this.type = type;
    this.place = place;
    this.destinations = destinations;
  }

  @Override
  public void execute(Warp warp, int lanes) {
    Space memory = space.of(warp.block());
    warp.require(place.base().writtenIndex(), lanes);
    int bytes = type.bytes();
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      long address = MemorySpaces.address(warp, place, lane);
      Region region = memory.locate(warp, lane, address, bytes * destinations.length, Access.READ);
      for (Slot destination : destinations) {
        MemorySpaces.requireWritten(region, lane, address, bytes);
        set(warp, destination, lane, region.load(address, bytes));
        address += bytes;
      }
    }
    for (Slot destination : destinations) {
      warp.written[destination.writtenIndex()] |= lanes;
    }
  }

  /// Registers that are wider than what was loaded are filled with its sign or zeros.
  private void set(Warp warp, Slot destination, int lane, long bits) {
    long value =
        switch (type) {
          case S8 -> (byte) bits;
          case S16 -> (short) bits;
          case S32 -> (int) bits;
          default -> bits;
        };
    if (destination.isLong()) {
      warp.longs[destination.offset() + lane] = value;
    } else {
      warp.words[destination.offset() + lane] = (int) value;
    }
  }
}
