package llamajar.testkit.ptx.op;

import llamajar.testkit.ptx.machine.Access;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.Space;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import org.jspecify.annotations.Nullable;

/// Begins to copy from global to shared memory.
///
/// @param bytes that are written
/// @param sourceBytes register with the bytes that are read, the rest being zeros; null for all
record AsyncCopyStep(Operands.Place to, Operands.Place from, int bytes, @Nullable Slot sourceBytes)
    implements Step {

  @Override
  public void execute(Warp warp, int lanes) {
    warp.require(to.base().writtenIndex(), lanes);
    warp.require(from.base().writtenIndex(), lanes);
    if (sourceBytes != null) {
      warp.require(sourceBytes.writtenIndex(), lanes);
    }
    Space shared = warp.block().shared();
    long[] targets = new long[Warp.LANES];
    byte[] data = new byte[Warp.LANES * bytes];
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      long target = MemorySpaces.address(warp, to, lane) & 0xffff_ffffL;
      shared.locate(warp, lane, target, bytes, Access.WRITE);
      warp.block().expect(target, bytes);
      targets[lane] = target;
      read(warp, lane, data);
    }
    warp.copies().add(owner -> deliver(owner, lanes, targets, data));
  }

  private void read(Warp warp, int lane, byte[] data) {
    int wanted = sourceBytes == null ? bytes : warp.words[sourceBytes.offset() + lane];
    if (wanted < 0 || wanted > bytes) {
      throw new Fault(
          Fault.Kind.UNDEFINED, lane, "copies %d bytes into %d".formatted(wanted, bytes));
    }
    long address = MemorySpaces.address(warp, from, lane);
    Space.checkAlignment(lane, address, bytes, Access.READ);
    Space global = warp.block().global();
    int whole = wanted == bytes ? bytes : 1;
    for (int i = 0; i < wanted; i += whole) {
      Region region = global.locate(warp, lane, address + i, whole, Access.READ);
      if (!region.isRowWritten(address + i, whole)) {
        throw MemorySpaces.unwritten(region, lane, address + i, whole);
      }
      region.read((int) (address + i - region.address()), data, lane * bytes + i, whole);
    }
  }

  private void deliver(Warp warp, int lanes, long[] targets, byte[] data) {
    Space shared = warp.block().shared();
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      Region region = shared.locate(warp, lane, targets[lane], bytes, Access.WRITE);
      region.write((int) (targets[lane] - region.address()), data, lane * bytes, bytes);
    }
  }
}
