package llamajar.testkit.ptx.machine;

import org.jspecify.annotations.Nullable;

/// A state space: one way to understand addresses.
///
/// Windows of other spaces in the generic one begin at multiples of 2³², so that an address and its
/// offset in the window select the same byte of a [Region] of less than 2 GiB.
public interface Space {
  /// Where a block's shared memory appears among generic addresses.
  long SHARED_WINDOW = 1L << 32;

  /// Where a thread's local memory appears among generic addresses.
  long LOCAL_WINDOW = 2L << 32;

  /// Where a kernel's parameters appear among generic addresses.
  long PARAMETER_WINDOW = 3L << 32;

  /// The bytes of an access, which lie in the returned region as a whole.
  ///
  /// @throws Fault if they may not be accessed so
  Region locate(Warp warp, int lane, long address, int bytes, Access access);

  /// The bytes that consecutive threads read at consecutive addresses, or null if nothing quicker
  /// is known than to look at each thread. Nothing is wrong with such an access but, perhaps, that
  /// the bytes were never written.
  ///
  /// @param bytes of each thread
  default @Nullable Region locateRow(long address, int bytes, int count) {
    return null;
  }

  /// Refuses addresses that are not multiples of the size of the access.
  static void checkAlignment(int lane, long address, int bytes, Access access) {
    if ((address & (bytes - 1)) != 0) {
      throw new Fault(
          Fault.Kind.MISALIGNED,
          lane,
          "%s %d bytes at 0x%x, which is not a multiple of %d"
              .formatted(access.verb(), bytes, address, bytes));
    }
  }
}
