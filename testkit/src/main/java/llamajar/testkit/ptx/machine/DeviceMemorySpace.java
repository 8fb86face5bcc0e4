package llamajar.testkit.ptx.machine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The memory of a device: allocations, far enough from each other that none is reached from its
/// neighbour by mistake.
public final class DeviceMemorySpace {
  /// The lowest address of device memory. Below are the windows of other memories, and null.
  public static final long BASE = 0x0000_0007_0000_0000L;

  private static final long ALIGNMENT = 512;
  private static final long GAP = 1L << 20;

  private final TreeMap<Long, Region> regions = new TreeMap<>();
  private final List<DeviceMemorySpace> peers = new CopyOnWriteArrayList<>();
  private long next;

  /// Memory without allocations.
  ///
  /// @param start the first address, not below [#BASE]
  public DeviceMemorySpace(long start) {
    this.next = start;
  }

  /// Lets kernels on this device address the memory of another.
  public void addPeer(DeviceMemorySpace peer) {
    peers.add(peer);
  }

  /// Takes unwritten memory.
  public synchronized Region allocate(String name, int bytes) {
    Region region = new Region(name, next, bytes);
    regions.put(next, region);
    // Addresses are never used again, so that what was freed is found out.
    next += (bytes + GAP + ALIGNMENT - 1) & -ALIGNMENT;
    return region;
  }

  /// Gives memory back.
  ///
  /// @return whether it was allocated
  public synchronized boolean free(long address) {
    return regions.remove(address) != null;
  }

  /// The allocation that an address lies in, or null.
  public @Nullable Region find(long address) {
    Region own = findOwn(address);
    if (own == null) {
      for (DeviceMemorySpace peer : peers) {
        Region other = peer.findOwn(address);
        if (other != null) {
          return other;
        }
      }
    }
    return own;
  }

  private synchronized @Nullable Region findOwn(long address) {
    Map.Entry<Long, Region> entry = regions.floorEntry(address);
    return entry != null && entry.getValue().contains(address, 1) ? entry.getValue() : null;
  }

  /// What lies near an address, for messages.
  public synchronized String describe(long address) {
    Map.Entry<Long, Region> below = regions.floorEntry(address);
    if (below != null && address - below.getKey() < below.getValue().size() + GAP) {
      Region region = below.getValue();
      return "%d bytes after the start of %s, which has %d bytes"
          .formatted(address - region.address(), region.name(), region.size());
    }
    Map.Entry<Long, Region> above = regions.ceilingEntry(address);
    if (above != null && above.getKey() - address < GAP) {
      return "%d bytes before %s".formatted(above.getKey() - address, above.getValue().name());
    }
    return "where nothing is allocated";
  }
}
