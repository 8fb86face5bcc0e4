package llamajar.testkit.ptx.machine;

/// Memory of each thread alone.
final class LocalSpace implements Space {
  /// Address 0 stays a mistake.
  static final long BASE = 64;

  @Override
  public Region locate(Warp warp, int lane, long address, int bytes, Access access) {
    Region region = warp.local(lane);
    if (!region.contains(address, bytes)) {
      throw new Fault(
          Fault.Kind.OUT_OF_BOUNDS,
          lane,
          "%s %d bytes of local memory at %d; it begins at %d and has %d bytes"
              .formatted(access.verb(), bytes, address, BASE, region.size()));
    }
    Space.checkAlignment(lane, address, bytes, access);
    return region;
  }
}
