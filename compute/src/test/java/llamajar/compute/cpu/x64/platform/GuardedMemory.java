package llamajar.compute.cpu.x64.platform;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Assumptions;

/// Memory that touches an inaccessible page, so that a kernel crashes if it reads or writes beyond.
///
/// Its other end is up to a page away from the next such page: tests that care for both ends run
/// with both kinds. It is filled with zeros, and any thread may use it. Tests are skipped where the
/// system has no such pages.
public final class GuardedMemory implements AutoCloseable {
  private final SystemPages pages;
  private final long address;
  private final long reservedBytes;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  private GuardedMemory(SystemPages pages, long bytes, boolean touchesEnd)
      throws PlatformException {
    long accessible = SystemPages.wholePages(bytes);
    this.pages = pages;
    reservedBytes = accessible + 2 * SystemPages.PAGE_BYTES;
    address = pages.reserve(reservedBytes);
    long first = address + SystemPages.PAGE_BYTES;
    pages.protect(first, accessible, SystemPages.Access.READ_WRITE);
    long start = touchesEnd ? first + accessible - bytes : first;
    segment = MemorySegment.ofAddress(start).reinterpret(bytes, arena, null);
  }

  /// Memory whose last byte is the last before an inaccessible page. Its address is a multiple of
  /// whatever divides both its size and the page size, not more.
  public static GuardedMemory endingAtGuard(long bytes) {
    return allocate(bytes, true);
  }

  /// Memory whose first byte is the first after an inaccessible page.
  public static GuardedMemory startingAtGuard(long bytes) {
    return allocate(bytes, false);
  }

  private static GuardedMemory allocate(long bytes, boolean touchesEnd) {
    try {
      return new GuardedMemory(SystemPages.of(OperatingSystem.current()), bytes, touchesEnd);
    } catch (PlatformException e) {
      return Assumptions.abort("no guarded memory: " + e.reason());
    }
  }

  /// The memory, which can't be used any more once this is closed.
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    arena.close();
    try {
      pages.release(address, reservedBytes);
    } catch (PlatformException e) {
      throw new IllegalStateException(e.reason(), e);
    }
  }
}
