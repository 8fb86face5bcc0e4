package llamajar.testkit.ptx.machine;

import org.jspecify.annotations.Nullable;

/// Device memory as the blocks of one worker see it, with counts of what they move.
final class GlobalSpace implements Space {
  /// What the memory system moves at least.
  private static final int SECTOR_SHIFT = 5;

  private final DeviceMemorySpace memory;
  private @Nullable Region last;
  private long lastSector = -1;
  long bytesRead;
  long bytesWritten;
  long sectors;

  GlobalSpace(DeviceMemorySpace memory) {
    this.memory = memory;
  }

  @Override
  public Region locate(Warp warp, int lane, long address, int bytes, Access access) {
    Region region = last;
    if (region == null || !region.contains(address, bytes)) {
      region = memory.find(address);
      if (region == null || !region.contains(address, bytes)) {
        throw new Fault(
            Fault.Kind.OUT_OF_BOUNDS,
            lane,
            "%s %d bytes of global memory at 0x%x: %s"
                .formatted(access.verb(), bytes, address, memory.describe(address)));
      }
      last = region;
    }
    Space.checkAlignment(lane, address, bytes, access);
    if (access != Access.WRITE) {
      bytesRead += bytes;
    }
    if (access != Access.READ) {
      bytesWritten += bytes;
    }
    long sector = address >>> SECTOR_SHIFT;
    if (sector != lastSector) {
      lastSector = sector;
      sectors++;
    }
    return region;
  }

  @Override
  public @Nullable Region locateRow(long address, int bytes, int count) {
    Region region = last;
    int all = bytes * count;
    if (region == null || !region.contains(address, all) || (address & (bytes - 1)) != 0) {
      return null;
    }
    bytesRead += all;
    long first = address >>> SECTOR_SHIFT;
    long end = (address + all - 1) >>> SECTOR_SHIFT;
    sectors += end - first + (first == lastSector ? 0 : 1);
    lastSector = end;
    return region;
  }
}
