package llamajar.testkit.ptx.op;

import java.util.Arrays;
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

  /// Whether each thread loads whole words into registers of that size.
  private final boolean loadsWords;

  LoadStep(MemorySpaces space, PtxType type, Operands.Place place, Slot[] destinations) {
    this.space = space;
    this.type = type;
    this.place = place;
    this.destinations = destinations;
    this.loadsWords =
        type.bytes() == Integer.BYTES && Arrays.stream(destinations).noneMatch(Slot::isLong);
  }

  @Override
  public void execute(Warp warp, int lanes) {
    Space memory = space.of(warp.block());
    warp.require(place.base().writtenIndex(), lanes);
    int bytes = type.bytes();
    if (lanes != Warp.ALL || !loadsWords || !loadRow(warp, memory)) {
      loadEach(warp, memory, lanes, bytes);
    }
    for (Slot destination : destinations) {
      warp.written[destination.writtenIndex()] |= lanes;
    }
  }

  /// The usual case: thread after thread loads what lies side by side.
  private boolean loadRow(Warp warp, Space memory) {
    int stride = Integer.BYTES * destinations.length;
    Slot base = place.base();
    if (!base.isLong()) {
      return false;
    }
    long first = warp.longs[base.offset()];
    for (int lane = 1; lane < Warp.LANES; lane++) {
      if (warp.longs[base.offset() + lane] != first + (long) lane * stride) {
        return false;
      }
    }
    long address = first + place.offset();
    Region region = memory.locateRow(address, stride, Warp.LANES);
    if (region == null || !region.isRowWritten(address, stride * Warp.LANES)) {
      return false;
    }
    for (Slot destination : destinations) {
      region.loadWords(address, stride, warp.words, destination.offset(), Warp.LANES);
      address += Integer.BYTES;
    }
    return true;
  }

  private void loadEach(Warp warp, Space memory, int lanes, int bytes) {
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
